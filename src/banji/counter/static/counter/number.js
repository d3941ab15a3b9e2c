// A citizen number that is typed says at once when it cannot be one, and fills day of birth and sex where they stand beside
// it and nobody has typed them. The server reads the same rules again (`identity/numbers.py`) and decides; without this
// script nothing is missing but the hurry.
"use strict";
(() => {
  const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const CHECKS = "10X98765432";
  const DIRT = /[\s\-‐‑‒–—―−_'’‘`\u00ad\u200b-\u200f\u2060\ufeff]/g;

  const clean = (text) => text.normalize("NFKC").replace(DIRT, "").replace(/[xХх×]/g, "X");
  const sum = (digits) => WEIGHTS.reduce((total, weight, place) => total + weight * digits[place], 0);
  const whole = (number) => {
    const first = number.length === 15 ? `${number.slice(0, 6)}19${number.slice(6)}` : number;
    return first.length === 17 ? first + CHECKS[sum(first) % 11] : first;
  };

  // {wrong: a rule with its values} or {birth, sex}; null for nothing that could be looked at yet.
  function read(text, today, finished) {
    const number = clean(text);
    if (!number || (!finished && number.length < 18)) return null;
    // What a spreadsheet made of a number, the server mends or refuses.
    if (/E\+|\.0/i.test(number)) return null;
    if (number.length !== 15 && number.length !== 18) return { wrong: "length", n: number.length };
    if (!/^(\d{15}|\d{17}[\dX])$/.test(number)) return { wrong: "letters" };
    const full = whole(number);
    const [year, month, of_month] = [full.slice(6, 10), full.slice(10, 12), full.slice(12, 14)];
    const birth = `${year}-${month}-${of_month}`;
    const day = full.slice(6, 14);
    const known = new Date(`${birth}T00:00:00Z`);
    if (Number.isNaN(+known) || known.toISOString().slice(0, 10) !== birth) return { wrong: "date", day };
    if (birth > today) return { wrong: "future", day };
    if (year < "1880") return { wrong: "century", year };
    if (CHECKS[sum(full) % 11] !== full[17]) return { wrong: "check_digit" };
    return { birth, sex: full[16] % 2 ? "1" : "2" };
  }

  function watch(input) {
    const words = JSON.parse(input.dataset.number);
    const beside = Object.fromEntries(
      ["birth", "sex"].map((what) => [what, input.form.elements[input.dataset[what]]]).filter(([, field]) => field));
    const place = document.createElement("div");
    place.id = `${input.id}_says`;
    place.setAttribute("role", "status");
    input.after(place);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${place.id}`.trim());

    function fill(said) {
      for (const [what, field] of Object.entries(beside)) {
        if (field.value && field.value !== field.dataset.filled) continue;
        field.value = field.dataset.filled = said?.[what] ?? "";
      }
    }
    function look(finished) {
      const found = read(input.value, input.dataset.today, finished);
      const wrong = found?.wrong;
      fill(wrong ? null : found);
      const said = wrong ? [words[wrong]] : Object.entries(beside)
        .filter(([what, field]) => found && field.value && field.value !== found[what]).map(([what]) => words[what]);
      place.textContent = said.join(" ").replace(/\{(n|day|year|birth)\}/g, (_, name) => found[name]);
      place.className = !said.length ? "" : wrong ? "field-error" : "field-doubt";
      input.closest(".field").classList.toggle("wrong", Boolean(wrong));
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    input.addEventListener("input", () => look(false));
    input.addEventListener("change", () => look(true));
    for (const field of Object.values(beside)) field.addEventListener("change", () => look(true));
    if (input.value && !document.getElementById(`${input.id}_error`)) look(true);
  }
  for (const input of document.querySelectorAll("input[data-number]")) watch(input);
})();
