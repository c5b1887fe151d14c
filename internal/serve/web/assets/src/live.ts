// A page that shows work under way is told when something changed, and asks
// for its part anew (the element that is marked data-live says which). Where
// the stream of events does not come through, it asks every second instead.
const shown = () => document.querySelector('[data-live]')
const changed = () => document.body.dispatchEvent(new Event('live'))

export function live(): void {
  if (!shown()) return
  const stream = new EventSource('/events')
  let asking = 0
  let last = 0
  stream.addEventListener('job', () => {
    const wait = Math.max(0, last + 300 - Date.now())
    last = Date.now() + wait
    setTimeout(changed, wait)
    rest()
  })
  stream.onopen = () => { clearInterval(asking); asking = 0 }
  stream.onerror = () => { if (!asking) asking = setInterval(ask, 1000) }
  addEventListener('pagehide', () => stream.close())

  // rest ends it all once nothing on the page is under way any more.
  function rest(): void {
    setTimeout(() => {
      if (shown()) return
      stream.close()
      clearInterval(asking)
    }, 2000)
  }
  function ask(): void {
    changed()
    rest()
  }
}
