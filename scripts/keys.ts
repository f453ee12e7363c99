import { ConfigError, readConfig } from '#src/config.ts'
import { answer } from './keys/answer.ts'
import { readAsk } from './keys/read-ask.ts'

// Shows the signing keys and changes them: npm run keys -- list | rotate PURPOSE [ORGANISATION] | compromise KEY | rewrap
// It may run beside the service, but for rewrap, which needs it stopped.
// Exit status 0: done. 1: there is no such key, organisation or date. 64: not understood. 78: something to mend first.

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78

// What is written beside the database and the master key is this user's alone.
process.umask(0o077)
try {
  const { status, text } = await answer(readConfig(process.env), readAsk(process.argv.slice(2)))
  if (status === 0) console.log(text)
  else console.error(text)
  process.exitCode = status
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = configStatus
}
