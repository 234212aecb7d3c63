// Sends films one after the other: asks first whether one would be taken, then streams it.
"use strict";

const form = document.getElementById("upload");
if (form) {
  const sending = document.getElementById("sending");
  const drop = document.getElementById("drop");
  const token = document.body.dataset.token;
  const waiting = [];
  let busy = false;

  const fields = () => {
    const told = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) told.set(name, value);
    return told;
  };

  const line = (words) => {
    const made = document.createElement("div");
    made.className = "sending";
    made.append(Object.assign(document.createElement("p"), { textContent: words }));
    sending.append(made);
    return made;
  };

  const refuse = (box, words) => {
    const told = Object.assign(document.createElement("p"), { className: "notice", textContent: words });
    told.setAttribute("role", "alert");
    box.replaceChildren(told);
  };

  const askWhose = (box, words, file, told) => {
    refuse(box, words);
    const yes = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Yes, it is" });
    const no = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: "No, leave it" });
    yes.onclick = () => { box.remove(); told.set("confirmed", "yes"); put(file, told); };
    no.onclick = () => box.remove();
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(yes, no);
    box.append(actions);
    yes.focus();
  };

  const send = (file, told, box) => new Promise((done) => {
    const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    box.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", `/uploads?${told}`);
    request.setRequestHeader("X-Token", token);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => { bar.value = event.loaded; };
    request.onload = () => {
      if (request.status === 201) box.remove();
      else if (request.status === 409) askWhose(box, request.responseText, file, told);
      else refuse(box, request.responseText.slice(0, 400));
      done();
    };
    request.onerror = () => {
      refuse(box, `${file.name} did not arrive: the connection to nextstride serve was lost. Choose it again.`);
      done();
    };
    request.send(file);
  });

  const next = async () => {
    if (busy || waiting.length === 0) return;
    busy = true;
    const { file, told, box } = waiting.shift();
    try {
      const asked = new URLSearchParams(told);
      asked.set("file", file.name);
      asked.set("bytes", String(file.size));
      const answer = await fetch("/runs/ask", { method: "POST", body: asked, headers: { "X-Token": token, "X-File-Name": "asked" } });
      if (answer.status === 409) askWhose(box, await answer.text(), file, told);
      else if (!answer.ok) refuse(box, (await answer.text()).slice(0, 400));
      else await send(file, told, box);
    } catch {
      refuse(box, "nextstride serve does not answer. Start it, then choose the film again.");
    }
    busy = false;
    next();
  };

  const put = (file, told) => {
    waiting.push({ file, told, box: line(`Sending ${file.name}`) });
    next();
  };

  const take = (files) => {
    if (!form.reportValidity()) return;
    for (const file of files) put(file, fields());
  };

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
    });
  }
  addEventListener("dragleave", () => drop.classList.remove("over"));
  addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
}
