// A menu closes when somebody looks elsewhere.
export function menus(): void {
  const close = (except?: Node | null) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
      if (!except || !menu.contains(except)) menu.open = false
  }
  document.addEventListener('click', (event) => close(event.target as Node))
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    const open = document.querySelector<HTMLDetailsElement>('details.menu[open]')
    if (!open) return
    open.open = false
    open.querySelector('summary')?.focus()
  })
}
