// Filters: hide findings by severity, rows by verdict and label.  Without script everything is shown.
"use strict";
(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  const output = form.querySelector("output");
  const chosen = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
  const apply = () => {
    const severities = chosen("severity"), verdicts = chosen("verdict"), label = form.elements.label.value;
    for (const note of document.querySelectorAll(".note, .ref")) note.hidden = !severities.has(note.dataset.severity);
    let shown = 0, all = 0;
    for (const row of document.querySelectorAll("tr[data-verdict]")) {
      row.hidden = !verdicts.has(row.dataset.verdict) || (label !== "" && row.dataset.label !== label);
      all += 1; shown += row.hidden ? 0 : 1;
    }
    output.textContent = `显示 ${shown} / ${all} 条指标`;
  };
  // A link to something a filter hides must still arrive.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) node.hidden = false;
    if (target) target.scrollIntoView({ block: "center" });
  };
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  apply();
  if (location.hash) reveal();
})();
