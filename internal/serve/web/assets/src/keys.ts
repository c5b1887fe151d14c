// Single keys, for those who work through a list. They are off while somebody
// types, and whoever wants can switch them off for good (WCAG 2.1.4).
let going = false // "g" was pressed and waits for its second key

export function keys(): void {
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'k') return focusSearch(event)
    if (document.body.dataset.keys === 'off' || event.ctrlKey || event.metaKey || event.altKey) return
    const at = event.target as HTMLElement
    if (at.matches?.('input, select, textarea, [contenteditable]') || document.querySelector('dialog[open]')) return
    if (going) {
      going = false
      const there = document.querySelector<HTMLAnchorElement>(`.side a[data-key="${CSS.escape(event.key)}"]`)
      if (there) { event.preventDefault(); there.click() }
      return
    }
    const action = actions[event.key]
    if (action) action(event)
  })
}

const actions: Record<string, (event: KeyboardEvent) => void> = {
  '/': focusSearch,
  '?': (event) => {
    const help = document.querySelector<HTMLDialogElement>('dialog.keys')
    if (help) { event.preventDefault(); help.showModal() }
  },
  g: () => { going = true; setTimeout(() => { going = false }, 1200) },
  j: (event) => step(event, 1),
  k: (event) => step(event, -1),
  x: (event) => {
    const box = current()?.querySelector<HTMLInputElement>('input[type=checkbox]')
    if (box) { event.preventDefault(); box.click() }
  },
  Enter: (event) => {
    if ((event.target as HTMLElement).matches('a, button, summary')) return
    const link = current()?.querySelector<HTMLAnchorElement>('a.row')
    if (link) { event.preventDefault(); link.click() }
  },
}
for (const key of ['a', 'n', 'u']) {
  actions[key] = (event) => {
    const at = document.querySelector<HTMLElement>(`[data-press="${key}"]`)
    if (!at) return
    event.preventDefault()
    if (at instanceof HTMLDetailsElement) {
      at.open = true
      at.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus()
    } else at.click()
  }
}

function focusSearch(event: KeyboardEvent): void {
  const box = document.querySelector<HTMLInputElement>('.find input')
  if (box) { event.preventDefault(); box.focus(); box.select() }
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('tr.goes')].filter((row) => row.offsetParent !== null)
}

function current(): HTMLElement | undefined {
  const all = rows()
  return all.find((row) => row.contains(document.activeElement)) ?? all.find((row) => row.classList.contains('on'))
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
