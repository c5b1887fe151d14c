// A file may be dropped anywhere. A page that takes one takes it there; on any
// other page the form of the page that does comes up in a dialog, with the file
// in it, and asks what it belongs to. The upload then shows how far it is; the
// answer is the page the server sends on to.
import htmx from 'htmx.org'

const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

export function drops(): void {
  const zone = document.querySelector<HTMLElement>('[data-drop]')
  const dialog = document.querySelector<HTMLDialogElement>('dialog.dropped')
  if (!zone && (!dialog || document.querySelector('main input[type=file]'))) return // a page with a file of another kind takes no lists
  if (zone) sends(zone)
  document.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    ;(zone ?? document.body).classList.add('over')
  })
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) (zone ?? document.body).classList.remove('over')
  })
  document.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    ;(zone ?? document.body).classList.remove('over')
    const files = event.dataTransfer!.files
    if (zone) fill(zone, files)
    else if (files.length && !document.querySelector('dialog[open]')) void ask(dialog!, files)
  })
}

/** ask shows the form that takes a file, with the file in it. */
async function ask(dialog: HTMLDialogElement, files: FileList): Promise<void> {
  const kept = new DataTransfer() // what was dropped is gone when the form has come
  kept.items.add(files[0]!)
  await htmx.ajax('GET', dialog.dataset.form!, { target: '#dropped', select: '#import-form', swap: 'innerHTML' })
  const zone = dialog.querySelector<HTMLElement>('[data-drop]')
  if (!zone) return location.assign(dialog.dataset.form!)
  sends(zone)
  fill(zone, kept.files)
  dialog.showModal()
}

function fill(zone: HTMLElement, files: FileList): void {
  const input = zone.querySelector<HTMLInputElement>('input[type=file]')!
  input.files = files
  input.focus()
}

/** sends lets the form around a zone show how far its upload is. */
function sends(zone: HTMLElement): void {
  const form = zone.closest('form')
  const input = zone.querySelector<HTMLInputElement>('input[type=file]')
  form?.addEventListener('submit', (event) => {
    if (!input?.files?.length) return
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
