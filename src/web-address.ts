/** Whether a text is an address of the web and nothing more: no name, no password, no query. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}
