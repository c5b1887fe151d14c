// The button beside a secret that is shown once. It is drawn hidden, since
// without script it could do nothing.
export function fields(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) button.hidden = !navigator.clipboard
  document.addEventListener('click', async (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-copy]')
    const from = button && document.getElementById(button.dataset.copy ?? '')
    if (!button || !from) return
    await navigator.clipboard.writeText(from.textContent?.trim() ?? '')
    const word = button.querySelector('[data-word]')
    if (word) word.textContent = 'Copied'
  })
}
