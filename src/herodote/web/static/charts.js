// Charts that can be zoomed and read off, by Plotly, in the place of those the server drew; they stay if it fails.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const plain = () => ({
  paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: css("--ink"), family: css("--sans"), size: 12 },
  margin: { l: 44, r: 10, t: 10, b: 40 }, legend: { orientation: "h", y: 1.12 }, hovermode: "closest",
});

const draw = {
  dyad(data) {
    const traces = [];
    for (const [actor, other, colour] of [[data.first, data.second, 1], [data.second, data.first, 0.55]]) {
      for (const [field, token] of [["cooperation", "--q2"], ["conflict", "--q4"]]) {
        const rows = data.weeks.filter((row) => row.actor === actor && row[field]);
        traces.push({
          type: "bar", name: `${actor} → ${other}`, legendgroup: actor, showlegend: field === "cooperation", offsetgroup: actor,
          x: rows.map((row) => row.week), y: rows.map((row) => row[field]), customdata: rows.map((row) => row.happenings),
          marker: { color: css(token), opacity: colour }, hovertemplate: "%{x}: %{y:.1f} (%{customdata})<extra>%{fullData.name}</extra>",
        });
      }
    }
    return [traces, { ...plain(), barmode: "relative", height: 340, yaxis: { gridcolor: css("--rule"), zerolinecolor: css("--quiet") }, xaxis: { type: "date" } }];
  },
  map(data) {
    const rows = data.items.filter((row) => row.lat !== null && row.lon !== null);
    const most = Math.max(1, ...rows.map((row) => row.claims));
    const trace = {
      type: "scattergeo", lat: rows.map((r) => r.lat), lon: rows.map((r) => r.lon), mode: "markers",
      text: rows.map((r) => `${r.place}, ${r.country ?? "–"}: ${r.claims}`.replace(/[<&]/g, (c) => (c === "<" ? "&lt;" : "&amp;"))), hoverinfo: "text",
      marker: { size: rows.map((r) => 6 + 22 * Math.sqrt(r.claims / most)), opacity: 0.6, color: rows.map((r) => css(r.conflict * 2 > r.claims ? "--q4" : "--q2")) },
    };
    const geo = { projection: { type: "natural earth" }, showland: true, landcolor: css("--land"), showcountries: true, countrycolor: css("--paper"), bgcolor: "rgba(0,0,0,0)", coastlinecolor: css("--rule"), lataxis: { range: [-58, 84] } };
    return [[trace], { ...plain(), geo, height: Math.min(480, Math.max(200, 0.55 * document.querySelector(".plot").clientWidth)), margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false }];
  },
};

async function replace(place) {
  const answer = await fetch(place.dataset.source, { headers: { Accept: "application/json" } });
  const [traces, layout] = draw[place.dataset.chart](await answer.json());
  const drawn = document.createElement("div");
  drawn.className = "drawn";
  place.append(drawn);
  await window.Plotly.newPlot(drawn, traces, layout, { responsive: true, displayModeBar: false, topojsonURL: "/static/topojson/" });
  place.querySelector("svg.chart").remove();
  if (place.dataset.chart === "map") drawn.on("plotly_click", (event) => { location.href = `/place/${encodeURIComponent(event.points[0].text.split(", ")[0])}`; });
}

const places = [...document.querySelectorAll(".plot")];
if (places.length) {
  const script = document.createElement("script");
  script.src = "/static/plotly.min.js";
  script.addEventListener("load", () => places.forEach((place) => replace(place).catch(() => place.querySelector(".drawn")?.remove())));
  document.head.append(script);
}
