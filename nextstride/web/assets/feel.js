// Feel: a question counts as answered once its slider was moved; all five, then they can be sent.
"use strict";

document.querySelectorAll("[data-feel]").forEach((form) => {
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const send = form.querySelector("button.button");
  const answer = (slider) => {
    slider.name = slider.dataset.name;
    slider.setAttribute("aria-valuetext", slider.value);
    slider.closest("label").querySelector("output").textContent = slider.value;
    send.disabled = !sliders.every((each) => each.name);
  };
  sliders.forEach((slider) => {
    slider.removeAttribute("name");
    ["input", "pointerup", "keyup"].forEach((what) =>
      slider.addEventListener(what, (event) => event.key !== "Tab" && answer(slider)));
  });
});
