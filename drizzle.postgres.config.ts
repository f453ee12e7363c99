export default {
  dialect: 'postgresql',
  schema: './src/storage/schema.postgres.ts',
  out: './migrations/postgres',
}
