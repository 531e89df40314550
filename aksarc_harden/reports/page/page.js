"use strict";
// Lists and filters the findings. Decides by codes and places alone; every word it writes is in the page's data.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("list");
  if (!list) return;
  const form = document.getElementById("filter");
  const counted = document.getElementById("count");
  const words = data.words.report;
  const STEP = 100; // lines shown at once; a browser draws as many in a moment
  const ATTENTION = 1, CHANGED = 2;
  const [CONTROL, VERDICT, VERDICT_BEFORE, STATE, BEFORE, NOW, WANTED, CAUSE, CURE, NOTE, WAIVER, EXPIRED, RESTART, HELD,
    MARK, HOSTS] = Array(16).keys();
  const [IDS, TITLE, TOPIC, SEVERITY, WHY, REFS, SETTING, ACCEPTED, CUTS, BREAKS] = Array(10).keys();
  const everyHost = data.hosts.map((_, place) => place);
  const text = (place) => (place < 0 ? "" : data.texts[place]);
  const filled = (sentence, fields) => sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const haystacks = new Map();
  let found = [];
  let shown = 0;

  const hostsOf = (line) => line[HOSTS] || everyHost;

  function haystack(line) {
    let hay = haystacks.get(line);
    if (hay === undefined) {
      const places = [BEFORE, NOW, WANTED, CAUSE, CURE, NOTE, WAIVER].map((column) => text(line[column]));
      hay = [...data.controls[line[CONTROL]], ...places, ...hostsOf(line).map((host) => data.hosts[host])]
        .join("\n").toLowerCase();
      haystacks.set(line, hay);
    }
    return hay;
  }

  function matches(line, wanted, needles) {
    const control = data.controls[line[CONTROL]];
    if (wanted.show === "attention" && !(line[MARK] & ATTENTION)) return false;
    if (wanted.show === "changed" && !(line[MARK] & CHANGED)) return false;
    if (wanted.verdict && line[VERDICT] !== wanted.verdict) return false;
    if (wanted.severity && control[SEVERITY] !== wanted.severity) return false;
    if (wanted.topic && control[TOPIC] !== wanted.topic) return false;
    if (wanted.host && line[HOSTS] && !line[HOSTS].includes(Number(wanted.host))) return false;
    return needles.every((needle) => haystack(line).includes(needle));
  }

  function make(tag, kind, content) {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (content !== undefined) element.textContent = content;
    return element;
  }

  function move(before, now, kind) {
    const parts = [];
    if (before && before !== now) parts.push(make("span", "old", before), " ", make("span", "arrow", "\u2192"), " ");
    parts.push(make("span", kind, now));
    return parts;
  }

  // The line of an id or a path may end behind each of these.
  function breakable(element, text) {
    text.split(/(?<=[._\\])/).forEach((part, place) => element.append(...(place ? [make("wbr"), part] : [part])));
    return element;
  }

  function hostsCell(line) {
    if (!line[HOSTS] && data.hosts.length > 1) return make("td", "", words["all-hosts"] + " (" + data.hosts.length + ")");
    const cell = make("td");
    hostsOf(line).forEach((host, place) => cell.append(place ? ", " : "", make("span", "host", data.hosts[host])));
    return cell;
  }

  function verdictCell(line) {
    const said = data.words.verdict;
    const cell = make("td");
    if (line[VERDICT]) {
      const before = line[VERDICT_BEFORE] && said[line[VERDICT_BEFORE]];
      cell.append(...move(before, said[line[VERDICT]], "verdict " + line[VERDICT].replace(" ", "-")));
    }
    const more = line[STATE] ? data.words.state[line[STATE]] : line[HELD] && line[VERDICT] !== "held back" ? words["held-back"] : "";
    if (more) cell.append(" ", make("span", "state", more));
    return cell;
  }

  function valueCell(line) {
    const cell = make("td");
    cell.append(...move(text(line[BEFORE]), text(line[NOW]), "value"));
    const remarks = [text(line[CAUSE]), text(line[NOTE])].filter(Boolean);
    remarks.forEach((remark) => cell.append(make("p", "remarks", remark)));
    return cell;
  }

  function row(line) {
    const control = data.controls[line[CONTROL]];
    const element = make("tr");
    const severity = make("td");
    if (control[SEVERITY]) severity.append(make("span", "severity " + control[SEVERITY], data.words.severity[control[SEVERITY]]));
    const name = make("th");
    name.scope = "row";
    const title = make("span", "title");
    const button = breakable(make("button", "link"), control[TITLE]);
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => toggle(element, button, line));
    title.append(button);
    name.append(title);
    const under = control[TITLE] === control[IDS] ? control[SETTING] : control[IDS];
    if (under) name.append(make("br"), breakable(make("code"), under));
    element.append(severity, name, verdictCell(line), valueCell(line), make("td", "", control[ACCEPTED]), hostsCell(line));
    return element;
  }

  function toggle(element, button, line) {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) element.nextElementSibling.remove();
    else element.after(detail(line));
  }

  function detail(line) {
    const control = data.controls[line[CONTROL]];
    const waiver = text(line[WAIVER]) + (line[EXPIRED] ? " (" + words.expired + ")" : "");
    const isWritten = line[WANTED] === line[NOW];
    const wanted = isWritten ? "" : text(line[WANTED]) + (line[HELD] ? " (" + words["held-back"] + ")" : "");
    const note = [text(line[NOTE]), line[RESTART] ? words["restart-short"] : ""].filter(Boolean).join("; ");
    const pairs = [
      ["setting", control[SETTING]], ["why", control[WHY]], ["before", text(line[BEFORE])], ["now", text(line[NOW])],
      ["accepted", control[ACCEPTED]], ["would-write", wanted],
      ["cause", text(line[CAUSE])], ["cure", text(line[CURE])], ["note", note], ["waivers", waiver],
      ["may-cut", control[CUTS]], ["breaks", control[BREAKS]],
      ["benchmarks", control[REFS]],
      ["hosts", hostsOf(line).map((host) => data.hosts[host]).join(", ")],
    ].filter((pair) => pair[1]);
    const described = make("dl");
    pairs.forEach(([key, value]) => described.append(make("dt", "", words[key]), make("dd", "", value)));
    const element = make("tr", "detail");
    const cell = make("td");
    cell.colSpan = list.querySelector(".bare") ? 4 : 6; // as many columns as are shown
    cell.append(described);
    element.append(cell);
    return element;
  }

  function showMore(count) {
    const body = list.querySelector("tbody");
    const next = found.slice(shown, shown + count);
    body.append(...next.map(row));
    shown += next.length;
    const old = list.querySelector(".more-button");
    if (old) old.remove();
    const left = found.length - shown;
    if (left > 0) {
      const button = make("button", "more-button", filled(words.more, { count: Math.min(left, STEP) }));
      button.type = "button";
      button.addEventListener("click", () => showMore(STEP));
      list.append(button);
    }
    return next.length;
  }

  function show() {
    const wanted = Object.fromEntries(new FormData(form));
    const needles = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    found = data.lines.filter((line) => matches(line, wanted, needles));
    shown = 0;
    list.replaceChildren();
    const findings = found.reduce((sum, line) => sum + (wanted.host ? 1 : hostsOf(line).length), 0);
    counted.textContent = filled(words.count, { shown: findings, all: total, lines: found.length });
    if (found.length) {
      list.append(document.getElementById("frame").content.cloneNode(true));
      showMore(STEP);
    } else list.append(make("p", "", words.nothing));
  }

  function choose(name, value) {
    form.elements[name].value = value;
    form.elements.show.value = "";
    show();
    form.scrollIntoView();
    form.elements[name].focus({ preventScroll: true });
  }

  // In the matrix a topic's and a host's name becomes a link to its findings.
  function link(cell, name, value) {
    const anchor = make("a", "", cell.textContent);
    anchor.href = "#findings";
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      choose(name, value);
    });
    cell.replaceChildren(anchor);
  }
  document.querySelectorAll(".matrix th[data-topic]").forEach((cell) => link(cell, "topic", cell.dataset.topic));
  document.querySelectorAll(".matrix th[data-host]").forEach((cell) => link(cell, "host", cell.dataset.host));

  const total = data.lines.reduce((sum, line) => sum + hostsOf(line).length, 0);
  const first = [["attention", ATTENTION], ["changed", CHANGED]].find(([, mark]) => data.lines.some((line) => line[MARK] & mark));
  const standard = first ? first[0] : "";
  [...form.elements.show.options].forEach((option) => { option.defaultSelected = option.value === standard; });
  form.hidden = false;
  form.reset();
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  addEventListener("beforeprint", () => showMore(found.length));
  show();
  performance.mark("aksarc-shown");
})();
