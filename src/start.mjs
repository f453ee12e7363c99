// Plain JavaScript that any Node since 12 can read: older ones must get one clear line, not a crash in a native module.
const major = Number(process.versions.node.split('.')[0])

if (major < 24) {
  console.error(
    `Cordée needs Node 24 or newer, and this is Node ${process.versions.node}: run "npm ci", then "npm start", which bring their own.`,
  )
  process.exitCode = 78
} else {
  const { enableCompileCache } = await import('node:module')
  // The second start reads compiled code: faster, and without the memory of the TypeScript stripper.
  enableCompileCache()
  await import('./main.ts')
}
