// What pages do beyond their HTML: stay up to date, send forms without leaving, search long lists, copy, and show times in
// the reader's own zone. Every page works without it.

const words = JSON.parse(document.body.dataset.words ?? '{}')
const language = document.documentElement.lang
const locale = language === 'fr' ? 'fr-FR' : 'en-GB'

dress(document)
watchTimeLeft()
keepLive()
document.addEventListener('submit', (event) => void sendInPlace(event))
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined
  const copier = target?.closest('[data-copy]')
  if (copier) void copy(copier)
  const closer = target?.closest('[data-close]')
  if (closer) closeReply(event)
})
document.querySelector('#reply [role="alert"], #reply.refused')?.focus()

/** Makes the most of what has just come into the page. */
function dress(root) {
  for (const time of root.querySelectorAll('time[data-at]')) showTime(time)
  for (const button of root.querySelectorAll('[data-copy]')) button.hidden = false
  for (const list of root.querySelectorAll('[data-filter]')) addFilter(list)
}

// Times

function showTime(time) {
  const at = new Date(Number(time.dataset.at))
  time.textContent = { day, moment, left }[time.dataset.show](at)
}

function day(at) {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at)
}

function moment(at) {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
}

function left(at) {
  const minutes = (at.getTime() - Date.now()) / 60_000
  const format = new Intl.RelativeTimeFormat(locale)
  if (Math.abs(minutes) >= 2 * 24 * 60) return format.format(Math.round(minutes / 1440), 'day')
  if (Math.abs(minutes) >= 2 * 60) return format.format(Math.round(minutes / 60), 'hour')
  return format.format(Math.round(minutes), 'minute')
}

function watchTimeLeft() {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[data-show="left"]')) showTime(time)
  }, 20_000)
}

// Forms

/** Sends a form and puts the answer into #reply. Its hidden id makes a second sending harmless. */
async function sendInPlace(event) {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.dataset.live === undefined) return
  event.preventDefault()
  if (form.dataset.busy) return
  setBusy(form, true)
  const answer = await post(form)
  if (answer === 'offline') {
    setBusy(form, false)
    return tell(form, words.sendFailed)
  }
  // Something else than a reply came back, such as the door of the room: let the browser show it.
  if (!answer) return form.submit()
  setBusy(form, false)
  tell(form, '')
  renew(form, answer.dataset.freshId)
  showReply(answer)
  if (form.elements.kind.value === 'submit') void refreshOwed()
}

async function post(form) {
  const data = new FormData(form)
  const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data)
  try {
    const headers = { accept: 'text/html', 'x-fragment': 'reply' }
    // Not form.action: a button's form has a field of that name.
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers })
    return fragment(await response.text(), '#reply')
  } catch {
    return 'offline'
  }
}

function setBusy(form, busy) {
  if (busy) form.dataset.busy = 'yes'
  else delete form.dataset.busy
  for (const button of form.querySelectorAll('button'))
    button.setAttribute('aria-disabled', String(busy))
}

function tell(form, text) {
  const known = form.querySelector('.send-failed')
  if (!text) return known?.remove()
  const line = known ?? document.createElement('p')
  line.className = 'send-failed'
  line.setAttribute('role', 'alert')
  line.textContent = text
  form.append(line)
}

function renew(form, freshId) {
  if (freshId) form.elements.id.value = freshId
  if (form.classList.contains('composer')) form.elements.text.value = ''
}

function showReply(section) {
  document.querySelector('#reply')?.replaceWith(section)
  dress(section)
  const alert = section.querySelector('.problem')
  const target = alert ?? section
  target.focus()
  section.scrollIntoView({ block: 'start' })
}

function closeReply(event) {
  event.preventDefault()
  const empty = document.createElement('section')
  empty.id = 'reply'
  empty.hidden = true
  document.querySelector('#reply')?.replaceWith(empty)
  document.querySelector('#main')?.focus()
}

// Pages that stay up to date

/** Listens to the server while the page is open; after a break it asks for what it missed. */
function keepLive() {
  const path = document.body.dataset.liveFrom
  if (path === undefined) return
  let tries = 0
  let timer = 0
  let socket
  const connect = () => {
    clearTimeout(timer)
    if (socket && socket.readyState <= WebSocket.OPEN) return
    socket = new WebSocket(withSince(new URL(path, location.href.replace(/^http/, 'ws'))))
    socket.addEventListener('open', () => {
      tries = 0
      setOnline(true)
    })
    socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)))
    socket.addEventListener('close', () => {
      setOnline(false)
      timer = setTimeout(connect, Math.min(30_000, 1000 * 2 ** tries) * (0.7 + Math.random() * 0.6))
      tries += 1
    })
  }
  connect()
  addEventListener('online', connect)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) connect()
  })
}

function withSince(url) {
  const since = document.querySelector('#messages')?.dataset.since
  if (since !== undefined) url.searchParams.set('since', since)
  return url
}

let lastOnlineAt = Date.now()

function setOnline(online) {
  const line = document.querySelector('#live-status')
  if (!line) return
  if (online) {
    lastOnlineAt = Date.now()
    line.textContent = ''
  } else if (line.textContent === '') {
    const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(
      lastOnlineAt,
    )
    line.textContent = words.offline.replace('{time}', time)
  }
}

function receive(frame) {
  lastOnlineAt = Date.now()
  if (frame.kind === 'board') receiveBoard(frame)
  if (frame.kind === 'message') receiveMessage(frame)
}

function receiveBoard({ html }) {
  const board = fragment(html, '#board')
  const shown = document.querySelector('#board')
  if (!board || !shown || board.dataset.version === shown.dataset.version) return
  dress(board)
  shown.replaceWith(board)
}

/** A message takes the place it had, or comes first among its like: votes under way, or news. */
function receiveMessage({ html, changedAt }) {
  const article = fragment(html, 'article')
  const messages = document.querySelector('#messages')
  if (!article || !messages) return
  messages.dataset.since = String(Math.max(Number(messages.dataset.since), changedAt ?? 0))
  dress(article)
  const home = document.querySelector(article.dataset.running === undefined ? '#feed' : '#votes')
  const shown = document.getElementById(article.id)
  const focused = shown?.contains(document.activeElement) ? document.activeElement : undefined
  if (shown?.parentElement === home) shown.replaceWith(article)
  else {
    shown?.remove()
    home.prepend(article)
    article.classList.add('fresh')
    announce(article.dataset.said)
    refreshOwedSoon()
  }
  if (focused) keepFocus(article, focused)
}

function keepFocus(article, focused) {
  const same = [...article.querySelectorAll('button, a')].find(
    (one) => one.textContent === focused.textContent,
  )
  same?.focus({ preventScroll: true })
}

function announce(text) {
  const line = document.querySelector('#live-news')
  if (line) line.textContent = text
}

let owedTimer = 0

// A vote that opens reaches everybody at once: they ask for their count one after the other.
function refreshOwedSoon() {
  clearTimeout(owedTimer)
  owedTimer = setTimeout(() => void refreshOwed(), 500 + Math.random() * 4000)
}

async function refreshOwed() {
  const shown = document.querySelector('#owed')
  if (!shown) return
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' } })
    const owed = fragment(await response.text(), '#owed')
    if (owed) shown.textContent = owed.textContent
  } catch {
    // The count is a courtesy: the votes themselves are in the page.
  }
}

/** One element of some HTML of our own server. */
function fragment(html, selector) {
  return new DOMParser().parseFromString(html, 'text/html').querySelector(selector) ?? undefined
}

// Lists

/** A search line above a long list: people, badges, or the choices of a select. */
function addFilter(list) {
  const label = list.dataset.filter || words.filter
  const box = document.createElement('div')
  box.className = 'filter'
  const input = document.createElement('input')
  input.type = 'search'
  input.placeholder = label
  input.setAttribute('aria-label', label)
  input.autocomplete = 'off'
  const none = document.createElement('p')
  none.className = 'filter-none'
  none.setAttribute('role', 'status')
  box.append(input, none)
  list.before(box)
  const filter = list instanceof HTMLSelectElement ? selectFilter(list) : itemFilter(list)
  input.addEventListener('input', () => {
    none.textContent = filter(folded(input.value)) === 0 ? words.none : ''
  })
  // Searching is not sending.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault()
  })
}

function itemFilter(list) {
  const items = [...list.querySelectorAll('[data-item], label')]
  return (query) => {
    let found = 0
    for (const item of items) {
      item.hidden = !matches(item.textContent, query)
      if (!item.hidden) found += 1
    }
    for (const shelf of list.querySelectorAll('.shelf'))
      shelf.hidden = shelf.querySelector('[data-item]:not([hidden])') === null
    return found
  }
}

// Not every browser hides an option: those that do not match are taken out.
function selectFilter(select) {
  const whole = [...select.children].map((child) => child.cloneNode(true))
  return (query) => {
    const chosen = select.value
    select.replaceChildren(...whole.flatMap((child) => narrowed(child, query)))
    const values = [...select.options].map(({ value }) => value).filter(Boolean)
    if (values.includes(chosen)) select.value = chosen
    else if (query && values.length > 0) [select.value] = values
    select.size =
      query && matchMedia('(pointer: fine)').matches ? Math.min(8, select.length + 2) : 0
    return values.length
  }
}

function narrowed(child, query) {
  const copied = child.cloneNode(true)
  if (copied instanceof HTMLOptionElement)
    return query && !matches(copied.textContent, query) ? [] : [copied]
  for (const option of copied.querySelectorAll('option'))
    if (!matches(`${option.textContent} ${copied.label}`, query)) option.remove()
  return copied.children.length > 0 ? [copied] : []
}

function matches(text, query) {
  const whole = folded(text)
  return query.split(' ').every((word) => whole.includes(word))
}

function folded(text) {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
}

// Copying

async function copy(button) {
  const source = document.getElementById(button.dataset.copy)
  if (!source) return
  source.select()
  try {
    await navigator.clipboard.writeText(source.value)
  } catch {
    // On plain http there is no clipboard, but there is the old way.
    document.execCommand('copy')
  }
  const said = button.querySelector('span')
  const before = said.dataset.before ?? said.textContent
  said.dataset.before = before
  said.setAttribute('role', 'status')
  said.textContent = words.copied
  setTimeout(() => {
    said.textContent = before
  }, 3000)
}
