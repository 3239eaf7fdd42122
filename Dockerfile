# One image for the three processes; compose.yaml says which one a container runs.
FROM node:24-slim AS base
WORKDIR /app
RUN npm install --global pnpm@12.21.0

FROM base AS build
COPY . .
RUN pnpm install --frozen-lockfile
RUN cd apps/web && pnpm exec vite build

FROM base
ENV NODE_ENV=production
COPY . .
RUN pnpm install --frozen-lockfile --prod && mkdir /data && chown node:node /data
COPY --from=build /app/apps/web/build apps/web/build
USER node
VOLUME /data
CMD ["node", "apps/web/server.ts"]
