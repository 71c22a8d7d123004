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
    // The server says the same; but a browser shows no answer when it is cut off while it still sends.
    const form = document.querySelector("form.upload"), most = form.dataset, told = form.querySelector(".refused");
    form.addEventListener("submit", (event) => {
      const files = [...input.files], total = files.reduce((sum, file) => sum + file.size, 0);
      const big = files.find((file) => file.size > Number(most.fileBytes));
      told.textContent = files.length > Number(most.mostFiles) ? `一次最多 ${most.mostFiles} 个文件。`
        : big ? `“${big.name}”太大。` : total > Number(most.mostBytes) ? "文件合计太大，请分批上传。"
        : !files.length && !form.elements.text.value.trim() ? "请选择文件，或粘贴表格或文字。" : "";
      told.hidden = !told.textContent;
      if (told.textContent) event.preventDefault();
    });
  }

  const waiting = document.querySelector(".progress");
  if (waiting) {
    const ask = async () => {
      const answer = await fetch(`/api/jobs/${waiting.dataset.job}`).catch(() => null);
      if (!answer) { waiting.querySelector(".state").textContent = "网页程序已停止"; return; }
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
