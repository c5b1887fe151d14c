// Single keys, for those who work through a list. The server's table of keys,
// drawn as the help of every page, says what is pressed for what; this says
// how each is done. They rest while somebody types, and whoever wants can
// change them or switch them off (WCAG 2.1.4).
type Act = (event: KeyboardEvent) => void

let going = 0 // when "go" was pressed, while it waits for its second key

export function keys(more: Record<string, Act>): void {
  const acts = { ...own, ...more }
  const table = new Map<string, HTMLElement>()
  for (const row of document.querySelectorAll<HTMLElement>('dialog.keys [data-do]')) table.set(row.dataset.pressKey!, row)
  const on = () => document.body.dataset.keys !== 'off'
  name(table, on())
  document.addEventListener('htmx:after:process', () => name(table, on()))
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (within(event, on())) return
    const row = table.get(pressed(event))
    if (row?.dataset.do === 'palette') { event.preventDefault(); return acts.palette?.(event) }
    if (!on() || typing(event) || document.querySelector('dialog[open]')) return
    if (going) {
      const soon = event.timeStamp - going < 1500
      going = 0
      const there = soon && document.querySelector<HTMLAnchorElement>(`.side a[data-key="${CSS.escape(event.key)}"]`)
      if (there) { event.preventDefault(); there.click() }
      if (soon) return
    }
    if (!row) return
    const name = row.dataset.do!
    if (acts[name]) acts[name](event)
    else press(marked(name), event)
  })
}

/** pressed writes what is pressed as the table does: "j", "X", "Alt+n", "Ctrl+k". */
function pressed(event: KeyboardEvent): string {
  if (event.getModifierState('AltGraph')) return event.key // [ and ] are typed so on many keyboards
  if (event.ctrlKey || event.metaKey) return event.altKey ? '' : 'Ctrl+' + event.key.toLowerCase()
  if (!event.altKey) return event.key
  return 'Alt+' + (event.code.startsWith('Key') ? event.code.slice(3).toLowerCase() : event.key)
}

/** within does what the keys of an open panel do: a choice by its letter, Escape, and Ctrl Enter where one writes. */
function within(event: KeyboardEvent, on: boolean): boolean {
  const at = (event.target as HTMLElement).closest?.<HTMLDetailsElement>('details.opens[open]')
  if (!at) return false
  if (event.key === 'Escape') {
    at.open = false
    at.querySelector('summary')?.focus()
    return true
  }
  const writes = (event.target as HTMLElement).matches('textarea')
  if (writes && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    at.querySelector<HTMLButtonElement>('button')?.click()
    return true
  }
  if (!on || typing(event) || event.ctrlKey || event.metaKey || event.altKey) return false
  const then = at.querySelector<HTMLElement>(`[data-then="${CSS.escape(event.key)}"]`)
  if (!then) return false
  event.preventDefault()
  then.click()
  return true
}

function typing(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).matches?.('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]') ?? false
}

/** marked is what a page marks as done by the key of that name. */
function marked(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-press="${name}"]`)
}

/** name writes the keys beside what they press, for eyes and for screen readers. */
function name(table: Map<string, HTMLElement>, on: boolean): void {
  for (const [key, row] of table) {
    const what = row.dataset.do!
    if (!on && what !== 'palette') continue
    for (const at of document.querySelectorAll<HTMLElement>(`kbd[data-key-of="${what}"]`)) at.textContent = spoken(key)
    const at = marked(what)
    const takes = at instanceof HTMLDetailsElement ? at.querySelector('summary') : at
    takes?.setAttribute('aria-keyshortcuts', key.length > 1 ? key : key === key.toLowerCase() ? key : 'Shift+' + key.toLowerCase())
  }
}

/** spoken is a key as this machine's keyboard is labelled. */
export function spoken(key: string): string {
  const letter = key.replace(/^Ctrl\+(.)$/, (_, k: string) => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl ') + k.toUpperCase())
  return letter.replace(/^Alt\+/, 'Alt ')
}

/** press does what a marked part of the page does when it is clicked. */
export function press(at: HTMLElement | null, event?: Event): void {
  if (!at) return
  event?.preventDefault()
  if (!(at instanceof HTMLDetailsElement)) return at.click()
  at.open = true
  at.scrollIntoView({ block: 'nearest' })
  const first = at.querySelector<HTMLElement>('input[data-then]:checked') ?? at.querySelector<HTMLElement>('[data-then], input:not([type=hidden]), select, textarea')
  first?.focus()
  if (first instanceof HTMLTextAreaElement) first.setSelectionRange(first.value.length, first.value.length)
}

const own: Record<string, Act> = {
  search: focusSearch,
  help: (event) => { event.preventDefault(); panel() },
  go: (event) => { going = event.timeStamp },
  next: (event) => step(event, 1),
  previous: (event) => step(event, -1),
  mark: (event) => mark(event, false),
  range: (event) => mark(event, true),
  before: (event) => beside(event, 'before', -1),
  after: (event) => beside(event, 'after', 1),
  open: (event) => {
    if ((event.target as HTMLElement).matches('a, button, summary, input')) return
    press(current()?.querySelector<HTMLAnchorElement>('a.row') ?? null, event)
  },
}

/** panel opens the help of the page, or closes it; the list of all keys is one step on. */
function panel(): void {
  const at = document.querySelector<HTMLDetailsElement>('details[data-help]')
  if (!at) return help()
  at.open = !at.open
  if (at.open) at.querySelector<HTMLElement>('.lead')?.focus()
}

/** helps lets the help of the page lead to the list of keys. */
export function helps(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-all-keys]')) {
    button.hidden = !document.querySelector('dialog.keys')
    button.addEventListener('click', help)
  }
}

/** help shows the keys that do something here. */
export function help(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.keys')
  if (!dialog) return
  const listed = rows().length > 0
  for (const row of dialog.querySelectorAll<HTMLElement>('[data-do]')) {
    const what = row.dataset.do!
    row.hidden = row.dataset.on === 'rows' ? !(listed && works(what)) && !marked(what) : row.dataset.on === 'marked' && !marked(what)
  }
  for (const group of dialog.querySelectorAll<HTMLElement>('[data-group]')) group.hidden = !group.querySelector('[data-do]:not([hidden])')
  dialog.showModal()
}

/** works tells whether a key about rows does something to those of this page. */
function works(what: string): boolean {
  if (what === 'mark' || what === 'range') return rows().some((row) => row.querySelector('input[type=checkbox]'))
  if (what === 'before' || what === 'after') return rows().some((row) => row.classList.contains('on'))
  return true
}

export function focusSearch(event: Event): void {
  const box = document.querySelector<HTMLInputElement>('.find input')
  if (box) { event.preventDefault(); box.focus(); box.select() }
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('tr.goes')].filter((row) => row.offsetParent !== null)
}

/** row is the row where one is. */
export function row(): HTMLElement | undefined { return current() }

function current(): HTMLElement | undefined {
  const all = rows()
  return all.find((row) => row.contains(document.activeElement)) ?? all.find((row) => row.classList.contains('on'))
}

let last: HTMLElement | undefined // the row that was marked last

function mark(event: KeyboardEvent, range: boolean): void {
  const all = rows()
  const at = current()
  const box = at?.querySelector<HTMLInputElement>('input[type=checkbox]')
  if (!at || !box) return
  event.preventDefault()
  if (!range || !last || !all.includes(last)) box.click()
  else {
    const [from, to] = [all.indexOf(last), all.indexOf(at)].sort((a, b) => a - b)
    for (const row of all.slice(from, to! + 1)) {
      const one = row.querySelector<HTMLInputElement>('input[type=checkbox]')
      if (one && !one.checked) one.click()
    }
  }
  last = at
}

/** beside goes to the record before or after: the page marks it, or the list that stands beside has it. */
function beside(event: KeyboardEvent, name: string, by: number): void {
  const at = marked(name)
  if (at) return press(at, event)
  const all = rows()
  const on = all.findIndex((row) => row.classList.contains('on'))
  if (on >= 0) press(all[on + by]?.querySelector<HTMLAnchorElement>('a.row') ?? null, event)
}

/** step moves to the next row; beside a split view it opens it too. */
function step(event: KeyboardEvent, by: number): void {
  const all = rows()
  if (!all.length) return
  event.preventDefault()
  const at = current()
  const next = all[at ? Math.min(Math.max(all.indexOf(at) + by, 0), all.length - 1) : 0]
  const link = next?.querySelector<HTMLAnchorElement>('a.row')
  if (!link || next === at && next?.contains(document.activeElement)) return
  link.focus()
  if (link.hasAttribute('hx-get')) link.click()
}
