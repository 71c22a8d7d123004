// Drag and drop, progress, and judging as one types.  Every page works without script too.
"use strict";
(() => {
  const drop = document.getElementById("drop");
  if (drop) {
    const input = document.getElementById("files"), chosen = document.getElementById("chosen");
    const list = () => chosen.replaceChildren(...[...input.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
    input.addEventListener("change", list);
    for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; list(); });
  }

  const waiting = document.querySelector(".progress");
  if (waiting) {
    const ask = async () => {
      const answer = await fetch(`/api/jobs/${waiting.dataset.job}`);
      const { state, done } = await answer.json();
      if (!answer.ok || state === "完成" || state === "失败") { location.reload(); return; }
      waiting.querySelector("progress").value = done;
      waiting.querySelector(".done").textContent = done;
      waiting.querySelector(".state").textContent = state;
      setTimeout(ask, 700);
    };
    setTimeout(ask, 400);
  }

  const trying = document.querySelector("form.try");
  if (trying) {
    const verdict = document.getElementById("verdict");
    let timer = 0, latest = 0;
    const judge = async () => {
      const mine = ++latest;
      if (!trying.elements.target.value.trim()) { verdict.hidden = true; return; }
      const answer = await fetch(`/api/target?${new URLSearchParams(new FormData(trying))}`);
      if (!answer.ok || mine !== latest) return;
      const found = await answer.json();
      const put = (name, text) => { verdict.querySelector(`.${name}`).textContent = text; };
      put("headline", `${found.verdict}·${found.label}`);
      verdict.querySelector(".headline").dataset.measurable = String(found.measurable);
      put("meaning", found.meaning); put("evidence", found.evidence);
      put("quantities", found.quantities.join("；")); put("suggestion", found.suggestion);
      verdict.hidden = false;
    };
    trying.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(judge, 200); });
  }
})();
