// The switch between light, dark and the system's own. Without script the
// form does the same by a round trip.
export function themes(): void {
  document.addEventListener('submit', async (event) => {
    const form = event.target as HTMLFormElement
    if (!form.matches('form[data-theme-switch]')) return
    event.preventDefault()
    const pressed = (event as SubmitEvent).submitter as HTMLButtonElement
    if (pressed.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = pressed.value
    for (const button of form.querySelectorAll('button[aria-pressed]'))
      button.setAttribute('aria-pressed', String(button === pressed))
    await fetch(form.action, { method: 'POST', body: new URLSearchParams({ theme: pressed.value }) })
  })
}
