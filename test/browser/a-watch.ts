import type { Page } from 'playwright-core'

/** What went wrong in a page since it was last asked. */
export interface Watch {
  faults(expectedStatus?: number): readonly string[]
}

/** Listens to the console, to the script's accidents and to what could not be fetched. */
export function watch(page: Page): Watch {
  let heard: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(String(error)))
  page.on('dialog', (dialog) => {
    heard.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // Left behind by going to another page.
    if (why !== 'net::ERR_ABORTED') heard.push(`${request.url()}: ${why}`)
  })
  return {
    faults(expectedStatus) {
      const told = heard
      heard = []
      return told.filter((line) => !line.includes(`responded with a status of ${expectedStatus} `))
    },
  }
}
