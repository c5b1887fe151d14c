// What somebody did a moment ago floats above the page for ten seconds, with
// its undo. It waits while somebody points at it or is in it; afterwards it
// stays under Activity, for a day.
const fresh = 10_000

export function did(): void {
  const told = document.querySelector<HTMLElement>('[data-did]')
  if (!told) return
  told.classList.add('floats')
  const text = told.querySelector('p')
  if (text) { // said anew, so that a screen reader hears it: what a page brings along it does not
    const words = [...text.childNodes]
    text.replaceChildren()
    setTimeout(() => text.replaceChildren(...words), 150)
  }
  let left = fresh
  let since = Date.now()
  let timer = setTimeout(end, left)
  const hold = () => { clearTimeout(timer); left -= Date.now() - since }
  const go = () => { clearTimeout(timer); since = Date.now(); timer = setTimeout(end, Math.max(left, 2000)) }
  told.addEventListener('pointerenter', hold)
  told.addEventListener('pointerleave', go)
  told.addEventListener('focusin', hold)
  told.addEventListener('focusout', go)
  function end(): void {
    if (told!.matches(':hover, :focus-within')) return go()
    told!.remove()
  }
}

/** undo takes back what the page offers to; else it goes where all of that is. */
export function undo(event: KeyboardEvent): void {
  const at = document.querySelector<HTMLElement>('[data-press="undo"]') ?? document.querySelector<HTMLElement>('a[href="/deeds"]')
  if (!at) return
  event.preventDefault()
  at.click()
}
