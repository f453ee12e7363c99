import { verifyCommand } from './verify/verify-command.ts'

// Checks a badge by itself, with no service and no database: npm run verify -- FILE_OR_URL [--email ADDRESS] [--json]
// Exit status 0: valid. 1: not valid. 2: could not be checked. 78: the settings hold a mistake.

process.exitCode = await verifyCommand(process.argv.slice(2), process.env, {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
})
