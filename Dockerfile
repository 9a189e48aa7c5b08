# The server in a container. Docs: docs/operating.md.
ARG NODE_VERSION=22

# Debian's full image has python3, make and g++, in case that no binary of SQLite can be downloaded.
FROM node:${NODE_VERSION}-bookworm AS build
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm run package
WORKDIR /build/.cache/package/valetkey
RUN npm ci --omit=dev --no-audit --no-fund \
  && npm rebuild sqlite3 --foreground-scripts \
  && rm -rf node_modules/sqlite3/deps node_modules/sqlite3/src node_modules/sqlite3/build/Release/obj*

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
COPY --from=build /build/.cache/package/valetkey /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["serve"]
