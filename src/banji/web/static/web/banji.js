// The few things a page does by itself: theme, keys, menus that close, focus after a swap, dropped files, charts.
// It runs in the head, so that a dark page is never light first; nothing here is needed to use a public page.
"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", follow);

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") closeMenus();
    if (typing(event.target)) return;
    const wanted = event.key === "/" ? document.getElementById("search") : null;
    if (wanted) {
      event.preventDefault();
      wanted.focus();
      wanted.select();
    } else if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    }
  });

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu === except) continue;
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside && !except) menu.querySelector("summary").focus();
    }
  }
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    const opener = event.target.closest("[data-open]");
    if (opener) {
      closeMenus();
      document.getElementById(opener.dataset.open).showModal();
    }
    if (event.target.closest("[data-print]")) print();
  });

  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("over", over);
      if (name === "drop") zone.querySelector("input[type=file]").files = event.dataTransfer.files;
    });
  }

  function prepare(part) {
    const first = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
    first?.focus();
    if (!window.echarts) return;
    for (const place of part.querySelectorAll?.("[data-chart]") ?? []) {
      const chart = echarts.init(place, root.dataset.bsTheme === "dark" ? "dark" : null, { renderer: "svg" });
      chart.setOption({ backgroundColor: "transparent", ...JSON.parse(document.getElementById(place.dataset.chart).textContent) });
      addEventListener("resize", () => chart.resize());
    }
  }
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => {
      const place = document.getElementById("messages");
      const note = document.createElement("div");
      note.className = "note note-overdue";
      note.textContent = place.dataset.failed;
      place.replaceChildren(note);
      note.scrollIntoView({ block: "nearest" });
    });
  }
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
})();
