# One image for every role; compose names the program. Node 24 runs the TypeScript as it is.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/bootstrap.mjs scripts/gangway.mjs scripts/
RUN npm ci --omit=dev

FROM packages AS bundle
COPY . .
RUN node scripts/build.ts && mv .gangway/cache/workflow-bundle-*.js workflow-bundle.js

FROM node:24-bookworm-slim
# Temporal's native module verifies TLS with the system's certificates.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY . .
COPY --from=bundle /app/workflow-bundle.js workflow-bundle.js
RUN mkdir /state && chown node:node /state
ENV NODE_ENV=production GANGWAY_WORKFLOW_BUNDLE=/app/workflow-bundle.js
USER node
CMD ["node", "api/main.ts"]
