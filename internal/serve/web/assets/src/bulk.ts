// Rows of a list are chosen with boxes, and what can be done to them comes into
// sight (by the style sheet alone). Script adds how many they are, a box for
// the whole page, and lets the keys act on what is chosen, else on what is open.
import { press, row } from './keys'

const boxes = () => [...document.querySelectorAll<HTMLInputElement>('.lead input[name="id"]')]
const chosen = () => boxes().filter((box) => box.checked)
const bar = () => document.querySelector<HTMLFormElement>('form.bulk')

export function bulk(): void {
  if (!bar()) return
  for (const all of document.querySelectorAll<HTMLInputElement>('[data-choose-all]')) all.hidden = false
  const none = bar()!.querySelector<HTMLButtonElement>('[data-choose-none]')
  if (none) {
    none.hidden = false
    none.addEventListener('click', clear)
  }
  document.addEventListener('change', (event) => {
    const at = event.target as HTMLInputElement
    if (at.matches('[data-choose-all]')) for (const box of boxes()) box.checked = at.checked
    if (at.closest('.lead, form.bulk .chosen')) tell()
  })
  // Enter in a line of a panel does what the panel is for, not the first of all panels.
  bar()!.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement
    if (event.key !== 'Enter' || !at.matches('input:not([type=radio], [type=checkbox])')) return
    event.preventDefault()
    at.closest('.filters, .panel-in')?.querySelector<HTMLButtonElement>('button')?.click()
  })
  tell() // a browser that comes back remembers what was chosen
}

function clear(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('.lead input, form.bulk [name="all"]')) { box.checked = false; box.indeterminate = false }
  tell()
}

function tell(): void {
  const all = boxes()
  const n = chosen().length
  const everything = bar()!.querySelector<HTMLInputElement>('[name="all"]')
  const words = bar()!.querySelector<HTMLElement>('[data-chosen]')!
  const text = everything?.checked ? everything.value + ' chosen' : n + ' chosen'
  if (words.textContent !== text) words.textContent = text
  for (const head of document.querySelectorAll<HTMLInputElement>('[data-choose-all]')) {
    head.checked = n > 0 && n === all.length
    head.indeterminate = n > 0 && n < all.length
  }
}

/** acting opens a panel: of the bar where rows are chosen, else of what is open, else of the row where one is. */
export function acting(name: string): (event: KeyboardEvent) => void {
  return (event) => {
    const within = (of: ParentNode | null) => of?.querySelector<HTMLElement>(`[data-press="${name}"]`) ?? null
    const everything = bar()?.querySelector<HTMLInputElement>('[name="all"]')?.checked
    const open = document.querySelector('#one')
    if (!chosen().length && !everything && !within(open)) {
      const box = row()?.querySelector<HTMLInputElement>('.lead input[name="id"]')
      if (!box) return press(document.querySelector<HTMLElement>(`[data-press="${name}"]`), event)
      box.click()
    }
    const at = chosen().length || everything ? within(bar()) : within(open)
    if (name !== 'actions') return press(at, event)
    event.preventDefault()
    at?.querySelector<HTMLElement>('summary, button, a')?.focus()
  }
}
