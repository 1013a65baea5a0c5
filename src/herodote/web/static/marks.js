// Hovering or focusing an event lights up the words that each of its fields rests on, and its record.
const lit = () => document.querySelectorAll(".lit").forEach((node) => { node.classList.remove("lit"); delete node.dataset.role; });

function show(number) {
  lit();
  if (!number) return;
  for (const piece of document.querySelectorAll("[data-e]")) {
    const parts = piece.dataset.e.split(" ");
    const role = parts.find((part) => part.startsWith(`${number}-`));
    if (role || parts.includes(number)) {
      piece.classList.add("lit");
      if (role) piece.dataset.role = label(role.split("-")[1]);
    }
  }
  document.getElementById(`e${number}`)?.classList.add("lit");
}

const label = (field) => document.querySelector(`.record .f-${field}`)?.textContent ?? field;

function numberOf(node) {
  const record = node.closest?.("[data-event]");
  if (record) return record.dataset.event;
  const mark = node.closest?.("a.mark");
  return mark ? mark.dataset.e.split(" ").find((part) => /^\d+$/.test(part)) : null;
}

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const number = numberOf(event.target);
    if (number) show(number);
  });
}
document.addEventListener("mouseout", (event) => { if (numberOf(event.target) && !numberOf(event.relatedTarget ?? document.body)) show(null); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") show(null); });
