// Reading a chart column by column, with the pointer or the arrow keys. The
// table below the picture has the same numbers without script.
export function charts(): void {
  for (const plot of document.querySelectorAll<HTMLElement>('[data-plot]')) reads(plot)
}

function reads(plot: HTMLElement): void {
  const hits = [...plot.querySelectorAll<SVGElement>('[data-say]')]
  const out = document.getElementById(plot.dataset.plot ?? '')
  if (hits.length === 0 || !out) return
  for (const hit of hits) hit.querySelector('title')?.remove()
  let at = -1
  const show = (to: number): void => {
    hits[at]?.classList.remove('on')
    at = to
    hits[at]?.classList.add('on')
    out.textContent = hits[at]?.dataset.say ?? ''
  }
  plot.tabIndex = 0
  plot.setAttribute('aria-label', `${plot.getAttribute('aria-label')} The arrow keys read it.`)
  plot.addEventListener('pointermove', (event) => {
    const hit = (event.target as Element).closest<SVGElement>('[data-say]')
    if (hit) show(hits.indexOf(hit))
  })
  plot.addEventListener('pointerleave', () => show(-1))
  plot.addEventListener('blur', () => show(-1))
  plot.addEventListener('keydown', (event) => {
    const last = hits.length - 1
    const to = { ArrowLeft: at < 0 ? last : Math.max(at - 1, 0), ArrowRight: at < 0 ? 0 : Math.min(at + 1, last), Home: 0, End: last }[event.key]
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    show(to)
  })
}
