// The palette goes anywhere and does what the page can do, by a few letters.
// Its pages come from the navigation, its acts from the server's table of keys:
// whatever the page marks as done by a key can be done here by its words. What
// the server finds stands below, and comes in while one types.
import { press, spoken } from './keys'

const box = () => document.querySelector<HTMLDialogElement>('dialog.palette')
const line = () => box()!.querySelector<HTMLInputElement>('input[name=q]')!

/** openPalette opens the palette; where there is none it goes to the search box. */
export function openPalette(event: Event): void {
  const at = box()
  if (!at) return
  event.preventDefault()
  if (at.open) return at.close()
  if (document.querySelector('dialog[open]')) return
  here(at)
  at.showModal()
  line().select()
  narrow()
}

export function palette(): void {
  const at = box()
  if (!at) return
  at.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by) {
      event.preventDefault()
      const all = shown()
      if (all.length) choose(all[(all.indexOf(chosen()!) + by + all.length) % all.length]!)
    } else if (event.key === 'Enter' && !event.isComposing && chosen()) {
      event.preventDefault()
      chosen()!.click()
    }
  })
  at.addEventListener('click', (event) => { if (event.target === at) at.close() })
  line().addEventListener('input', () => narrow())
  document.addEventListener('htmx:after:settle', () => { if (at.open) narrow(true) })
  // Where the search box would have led to another page, its key shows the palette.
  for (const key of document.querySelectorAll<HTMLElement>('.top .find kbd')) key.addEventListener('click', openPalette)
}

/** here writes the acts of this page, as the table of keys names them. */
function here(at: HTMLDialogElement): void {
  const group = at.querySelector<HTMLElement>('[data-here]')!
  const acts: HTMLElement[] = []
  for (const row of document.querySelectorAll<HTMLElement>('dialog.keys [data-do]')) {
    const marked = document.querySelector<HTMLElement>(`[data-press="${row.dataset.do}"]`)
    if (row.dataset.on !== 'marked' || !marked || marked.closest('[hidden]')) continue
    const says = row.querySelector('dd')?.textContent ?? ''
    if (acts.some((a) => a.dataset.says === says)) continue
    acts.push(act(says, row.dataset.pressKey!, () => press(marked)))
  }
  for (const link of document.querySelectorAll<HTMLElement>('main .titled .acts a.btn, main .titled .acts summary')) {
    const says = link.textContent?.trim() ?? ''
    if (says && !link.closest('[hidden]') && !link.dataset.press) acts.push(act(says, '', () => press(link.closest('details') ?? link)))
  }
  const title = document.createElement('p')
  title.className = 'part'
  title.setAttribute('aria-hidden', 'true')
  title.textContent = 'On this page'
  group.replaceChildren(title, ...acts)
}

function act(says: string, key: string, does: () => void): HTMLElement {
  const option = document.createElement('button')
  option.type = 'button'
  option.tabIndex = -1
  option.setAttribute('role', 'option')
  option.dataset.says = says
  const words = document.createElement('span')
  words.textContent = says.charAt(0).toUpperCase() + says.slice(1)
  option.append(words)
  if (key && document.body.dataset.keys !== 'off') {
    const kbd = document.createElement('kbd')
    kbd.textContent = spoken(key)
    option.append(kbd)
  }
  option.addEventListener('click', () => { box()!.close(); does() })
  return option
}

/** narrow leaves those pages and acts that hold every word of the line; what is chosen may stay so. */
function narrow(keep = false): void {
  const words = line().value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const group of box()!.querySelectorAll<HTMLElement>('[role=group]')) {
    const options = [...group.querySelectorAll<HTMLElement>('[role=option]')]
    if (group.id === 'palette-found') {
      group.hidden = !words.length || !group.childElementCount
      continue
    }
    for (const option of options) option.hidden = !words.every((w) => option.textContent!.toLowerCase().includes(w))
    group.hidden = !options.some((option) => !option.hidden)
  }
  shown().forEach((option, i) => { option.id = 'palette-' + i })
  const at = chosen()
  choose(keep && at && shown().includes(at) ? at : shown()[0])
}

function shown(): HTMLElement[] {
  return [...box()!.querySelectorAll<HTMLElement>('[role=option]')].filter((option) => option.offsetParent !== null)
}

function chosen(): HTMLElement | null {
  return box()!.querySelector<HTMLElement>('[role=option][aria-selected=true]')
}

function choose(option: HTMLElement | undefined): void {
  chosen()?.removeAttribute('aria-selected')
  if (!option) return line().removeAttribute('aria-activedescendant')
  option.setAttribute('aria-selected', 'true')
  option.scrollIntoView({ block: 'nearest' })
  line().setAttribute('aria-activedescendant', option.id)
}
