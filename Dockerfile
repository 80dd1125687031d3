# The relay alone: built from source in the first stage, one file, the licences of what is in it, and Node in the second.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /relay
COPY --from=build /src/dist/relay.mjs ./relay.mjs
COPY --from=build /src/dist/LICENSES.txt ./LICENSES.txt
RUN mkdir data && chown node:node data
USER node
ENV HOST=0.0.0.0 PORT=8787 DATA_DIR=/relay/data NODE_ENV=production
VOLUME /relay/data
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node as process 1 gets SIGTERM itself, so that the relay can stop gracefully; give it the 30 seconds of compose.yaml.
CMD ["node", "relay.mjs"]
