// Sends films one after the other: asks first whether one would be taken, then streams it, and before
// it in the same post what goes with it: a standing trial, forces.
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

  const companions = () => [...form.querySelectorAll("fieldset input[type=file]")]
    .filter((input) => input.files.length)
    .map((input) => ({ header: `X-${input.name}`, file: input.files[0] }));

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

  const askWhose = (box, words, { file, told, together }) => {
    refuse(box, words);
    const yes = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Yes, it is" });
    const no = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: "No, leave it" });
    yes.onclick = () => { box.remove(); told.set("confirmed", "yes"); put(file, told, together); };
    no.onclick = () => box.remove();
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(yes, no);
    box.append(actions);
    yes.focus();
  };

  const send = (run) => new Promise((done) => {
    const { file, told, together, box } = run;
    const body = new Blob([...together.map((each) => each.file), file]);
    const bar = Object.assign(document.createElement("progress"), { max: body.size || 1, value: 0 });
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    box.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", `/uploads?${told}`);
    request.setRequestHeader("X-Token", token);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const each of together) {
      request.setRequestHeader(each.header, `${each.file.size} ${encodeURIComponent(each.file.name)}`);
    }
    request.upload.onprogress = (event) => { bar.value = event.loaded; };
    request.onload = () => {
      if (request.status === 201) box.remove();
      else if (request.status === 409) askWhose(box, request.responseText, run);
      else refuse(box, request.responseText.slice(0, 400));
      done();
    };
    request.onerror = () => {
      refuse(box, `${file.name} did not arrive: the connection to nextstride serve was lost. Choose it again.`);
      done();
    };
    request.send(body);
  });

  const next = async () => {
    if (busy || waiting.length === 0) return;
    busy = true;
    const run = waiting.shift();
    const { file, told, together, box } = run;
    try {
      const asked = new URLSearchParams(told);
      asked.set("file", file.name);
      asked.set("bytes", String(together.reduce((sum, each) => sum + each.file.size, file.size)));
      const answer = await fetch("/runs/ask", { method: "POST", body: asked, headers: { "X-Token": token, "X-File-Name": "asked" } });
      if (answer.status === 409) askWhose(box, await answer.text(), run);
      else if (!answer.ok) refuse(box, (await answer.text()).slice(0, 400));
      else await send(run);
    } catch {
      refuse(box, "nextstride serve does not answer. Start it, then choose the film again.");
    }
    busy = false;
    next();
  };

  const put = (file, told, together) => {
    waiting.push({ file, told, together, box: line(`Sending ${file.name}`) });
    form.querySelector("details").open = false; // On a phone the queue is below.
    next();
  };

  const take = (files) => {
    if (!form.reportValidity()) return;
    for (const file of files) put(file, fields(), companions());
  };

  for (const input of drop.querySelectorAll("input[type=file]")) {
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
