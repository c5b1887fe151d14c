// A file may be dropped anywhere on a page that takes one. The upload then
// shows how far it is; the answer is the page the server sends on to.
export function drops(): void {
  const zone = document.querySelector<HTMLElement>('[data-drop]')
  const form = zone?.closest('form')
  const input = zone?.querySelector<HTMLInputElement>('input[type=file]')
  if (!zone || !form || !input) return

  const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  document.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    zone.classList.add('over')
  })
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) zone.classList.remove('over')
  })
  document.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    zone.classList.remove('over')
    input.files = event.dataTransfer!.files
    input.focus()
  })
  form.addEventListener('submit', (event) => {
    if (!input.files?.length) return
    event.preventDefault()
    send(form, zone)
  })
}

/** send posts the form and shows how many bytes have left. */
function send(form: HTMLFormElement, zone: HTMLElement): void {
  const bar = zone.querySelector<HTMLProgressElement>('progress')
  const word = zone.querySelector<HTMLElement>('[data-word]')
  const buttons = form.querySelectorAll<HTMLButtonElement>('button')
  const request = new XMLHttpRequest()
  const busy = (yes: boolean) => {
    if (bar) bar.hidden = !yes
    for (const button of buttons) button.disabled = yes
  }
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable || !bar || !word) return
    bar.max = event.total
    bar.value = event.loaded
    word.textContent = event.loaded < event.total
      ? `Sending: ${Math.floor((100 * event.loaded) / event.total)} %`
      : 'Sent. Reading it …'
  })
  const refuse = (text: string) => {
    busy(false)
    if (!word) return
    word.classList.add('wrong')
    word.textContent = text
  }
  request.addEventListener('load', () => {
    const answer = request.getResponseHeader('Content-Type') ?? ''
    if (request.status < 400 && request.responseURL) return location.assign(request.responseURL)
    refuse(answer.startsWith('text/html') ? problem(request.responseText) : `The server refused it (${request.status}).`)
  })
  request.addEventListener('error', () => refuse('The connection broke. Nothing was kept; send it again.'))
  word?.classList.remove('wrong')
  busy(true)
  request.open('POST', form.action)
  request.send(new FormData(form))
}

/** problem finds in an error page what it says is wrong, as plain text. */
function problem(page: string): string {
  const found = [...page.matchAll(/<[^>]+data-problem[^>]*>([^<]*)</g)].map((match) => match[1]).join(' ')
  if (!found) return 'The server refused the file.'
  return found.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
