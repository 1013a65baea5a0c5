// The pasted text is read without leaving the page; answers come as lines of JSON, each shown as it comes.
const form = document.getElementById("paste");
const seen = document.getElementById("seen");

function say(words, kind) {
  const note = document.createElement("p");
  note.className = kind;
  note.textContent = words;
  seen.replaceChildren(note);
}

async function read(body) {
  const answer = await fetch("/paste/stream", { method: "POST", body, headers: { Accept: "application/x-ndjson" } });
  if (!answer.ok) {
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    say(page.querySelector(".notice")?.textContent ?? answer.statusText, "notice");
    return;
  }
  const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let left = "";
  for (;;) {
    const { done, value } = await lines.read();
    left += value ?? "";
    const parts = left.split("\n");
    left = parts.pop();
    parts.filter(Boolean).forEach((line) => take(JSON.parse(line)));
    if (done) return;
  }
}

function take(line) {
  if (line.kind === "problem") say(line.detail, "notice");
  // The server escapes what comes from the text; nothing of it is made here.
  if (line.kind === "article") seen.innerHTML = line.html;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  say(seen.dataset.working, "quiet");
  read(new FormData(form)).catch(() => form.submit());
});
