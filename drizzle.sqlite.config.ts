export default {
  dialect: 'sqlite',
  schema: './src/storage/schema.sqlite.ts',
  out: './migrations/sqlite',
}
