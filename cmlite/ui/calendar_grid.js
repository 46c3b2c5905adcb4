// Draws the days; tells Python what was moved, opened or wanted. All words come from Python, texts go in as text.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".calendar")
  const focused = root.getRootNode().activeElement?.dataset?.id
  const make = (tag, className, words) => {
    const node = document.createElement(tag)
    if (className) node.className = className
    if (words !== undefined) node.textContent = words
    return node
  }
  const shift = (day, days) => {
    const [year, month, date] = day.split("-").map(Number)
    return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10)
  }
  const move = (id, day) => {
    root.going = { id, day, since: Date.now() }
    setTriggerValue("moved", { id, day })
  }
  // Keys may come faster than days are drawn: the next one counts from where the one before it led.
  const placeOf = (id, day) => (root.going?.id === id && Date.now() - root.going.since < 2500 ? root.going.day : day)
  const drawEntry = (entry, day) => {
    const button = make("button", `entry ${entry.state}`)
    button.type = "button"
    button.dataset.id = entry.id
    button.style.setProperty("--colour", entry.colour)
    button.setAttribute("aria-label", entry.label)
    const title = make("span", "title")
    if (entry.time) title.append(make("span", "time", `${entry.time} `))
    title.append(document.createTextNode(entry.title))
    button.append(title, make("span", "where", entry.where))
    button.onclick = () => setTriggerValue("opened", entry.id)
    if (entry.movable) {
      button.draggable = true
      button.ondragstart = (event) => {
        event.dataTransfer.setData("text/plain", entry.id)
        event.dataTransfer.effectAllowed = "move"
      }
      button.onkeydown = (event) => {
        const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key]
        if (days === undefined || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        move(entry.id, shift(placeOf(entry.id, day.day), days))
      }
    }
    return button
  }
  const drawDay = (day) => {
    const box = make("div", "day")
    box.classList.toggle("week", data.view === "week")
    for (const name of ["outside", "today", "past", "school"]) box.classList.toggle(name, Boolean(day[name]))
    box.classList.toggle("empty", !day.entries.length && !day.marks.length)
    box.setAttribute("role", "group")
    box.setAttribute("aria-label", day.long)
    const head = make("div", "head")
    const date = make("time")
    date.dateTime = day.day
    date.append(make("span", "short", day.short), make("span", "long", day.long))
    head.append(date)
    if (!day.past) {
      const add = make("button", "add", "+")
      add.type = "button"
      add.title = data.texts.add
      add.setAttribute("aria-label", `${data.texts.add}: ${day.long}`)
      add.onclick = () => setTriggerValue("wanted", day.day)
      head.append(add)
    }
    box.append(head)
    for (const mark of day.marks) box.append(make("span", `mark ${mark.kind}`, mark.name))
    for (const entry of day.entries) box.append(drawEntry(entry, day))
    if (day.more) {
      const more = make("button", "more", data.texts.more.replace("{n}", day.more))
      more.type = "button"
      more.setAttribute("aria-label", `${more.textContent}: ${day.long}`)
      more.onclick = () => {
        more.disabled = true
        setTriggerValue("unfolded", day.day)
      }
      box.append(more)
    }
    box.ondragover = (event) => {
      event.preventDefault()
      box.classList.add("over")
    }
    box.ondragleave = () => box.classList.remove("over")
    box.ondrop = (event) => {
      event.preventDefault()
      box.classList.remove("over")
      const id = event.dataTransfer.getData("text/plain")
      if (id && !day.entries.some((entry) => entry.id === id)) move(id, day.day)
    }
    return box
  }
  const names = make("div", "names")
  for (const name of data.weekdays) names.append(make("span", "", name))
  const days = make("div", "days")
  for (const day of data.days) days.append(drawDay(day))
  const parts = data.view === "list" ? [days] : [names, days]
  if (data.view === "list" && !data.days.some((day) => day.entries.length || day.marks.length)) {
    parts.unshift(make("p", "none", data.texts.none))
  }
  // Where days stand below one another, the list begins today; what was before it comes back on demand.
  const begins = data.days[0].day
  const folds = data.days.some((day) => day.today) && root.dataset.unfolded !== begins
  if (folds && data.days.some((day) => day.past && !day.outside && (day.entries.length || day.marks.length))) {
    const earlier = make("button", "earlier", data.texts.earlier)
    earlier.type = "button"
    earlier.onclick = () => {
      root.dataset.unfolded = begins
      root.classList.remove("from-today")
      earlier.remove()
    }
    parts.unshift(earlier)
  }
  root.className = `calendar ${data.view}${folds ? " from-today" : ""}`
  root.replaceChildren(...parts)
  if (focused) root.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus()
}
