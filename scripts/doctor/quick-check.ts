import Database from 'better-sqlite3'

// Run by the doctor in a process of its own: SQLite cannot be interrupted from within, and a file that is damaged
// badly enough may take the process with it. Prints "ok", or the first fault.

const [file = ''] = process.argv.slice(2)
const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
console.log(database.pragma('quick_check(1)', { simple: true }))
database.close()
