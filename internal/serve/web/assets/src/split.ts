// Beside a list stands what is open of it. When another is opened there, its
// row is marked, and comes into sight.
export function split(): void {
  document.addEventListener('htmx:after:settle', () => {
    const name = document.querySelector<HTMLElement>('#one')?.dataset.row
    const link = name && document.getElementById(name)
    if (!link) return
    for (const row of document.querySelectorAll('.split tr.on')) {
      row.classList.remove('on')
      row.querySelector('[aria-current]')?.removeAttribute('aria-current')
    }
    const row = link.closest('tr')
    row?.classList.add('on')
    link.setAttribute('aria-current', 'true')
    row?.scrollIntoView({ block: 'nearest' })
  })
}
