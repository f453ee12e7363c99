#!/bin/sh
# Makes the secrets of `docker compose --profile scale up proxy`, once: sudo deploy/make-secrets.sh [FOLDER]
# Compose shows each file to its container as it is on this machine, so each belongs to the user who reads it there.
# Keep a copy of master_key elsewhere: without it no badge can be signed any more.
set -eu

service_user=10001:10001
postgres_user=999:999
folder=${1:-$(dirname "$0")/secrets}

if [ "$(id -u)" != 0 ]; then
  echo "Run this as root (sudo): the files must belong to the users of the containers." >&2
  exit 78
fi
if [ -e "$folder/master_key" ]; then
  echo "$folder is there already: nothing was changed." >&2
  exit 78
fi

umask 077
mkdir -p "$folder"
password=$(head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
printf '%s' "$password" > "$folder/postgres_password"
printf 'postgres:5432:cordee:cordee:%s\n' "$password" > "$folder/pgpass"
head -c 32 /dev/urandom | base64 > "$folder/master_key"
chown "$postgres_user" "$folder/postgres_password"
chown "$service_user" "$folder/pgpass" "$folder/master_key"
chmod 400 "$folder/postgres_password" "$folder/pgpass" "$folder/master_key"
echo "Made in $folder. Keep a copy of master_key elsewhere."
