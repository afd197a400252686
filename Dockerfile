# The command line without a shell or a package manager around it, as somebody who is not root.
# docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" ghcr.io/OWNER/ecr-drift audit --snapshot account.json --baseline baseline

# 24.18.0. What is built is JavaScript, the same on every platform: it is built once, on that of the builder.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS build
WORKDIR /build
COPY package.json package-lock.json ./
# The Node of the image is recent enough: none of the optional ones is needed, but esbuild's binary is.
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY . .
RUN npm run prepare && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a
LABEL org.opencontainers.image.title="ecr-drift" \
      org.opencontainers.image.description="Audits who can pull, push and administer Amazon ECR repositories, against the access you declared" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /build/package.json /build/LICENSE /opt/ecr-drift/
COPY --from=build /build/node_modules /opt/ecr-drift/node_modules
COPY --from=build /build/dist/third-party-licenses.txt /opt/ecr-drift/dist/
COPY --from=build /build/dist/schemas /opt/ecr-drift/dist/schemas
COPY --from=build /build/dist/cli /opt/ecr-drift/dist/cli
USER 65532
WORKDIR /work
ENTRYPOINT ["/nodejs/bin/node", "/opt/ecr-drift/dist/cli/ecr-drift.js"]
