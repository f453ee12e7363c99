// Loaded before a program whose standard input is a pipe from its parent: the program ends when its parent does, even
// when that is killed.
process.stdin.on('end', () => process.exit(1))
process.stdin.resume()
