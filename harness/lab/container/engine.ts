import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import type { ContainerRuntimeClient, GenericContainer } from "testcontainers";
import ownPackage from "../../../package.json" with { type: "json" };
import { projectRoot } from "../../host/package/project-root.ts";
import { LabOpenError } from "../lab.ts";

/** The engine's own interface, through testcontainers. */
export type Docker = ContainerRuntimeClient["container"]["dockerode"];

/** A Docker Engine, or something compatible. */
export interface Engine {
  readonly docker: Docker;
  readonly GenericContainer: typeof GenericContainer;
  /** For example `20.10.24`. */
  readonly version: string;
  /** The engine's machine, for example `x86_64`. */
  readonly architecture: string;
}

/** That of the version that sockspec is tested with. */
const testcontainersMajor = /\d+/.exec(ownPackage.peerDependencies.testcontainers)?.[0];

/** A clone brings an engine of its own. */
const ofClone = existsSync(join(projectRoot, "setup"))
  ? ", or npx tsx setup/docker-engine.ts start"
  : "";

const defaultSocket = "/var/run/docker.sock";

/**
 * Finds the engine as testcontainers does: `DOCKER_HOST`, its own configuration file, the usual
 * sockets.
 *
 * @throws {LabOpenError} if none answers, with advice.
 */
export async function connectEngine(
  environment: Readonly<Record<string, string>>,
): Promise<Engine> {
  const { getContainerRuntimeClient, GenericContainer } = await importTestcontainers();
  try {
    const { container, info } = await getContainerRuntimeClient();
    const { serverVersion, architecture } = info.containerRuntime;
    return {
      docker: container.dockerode,
      GenericContainer,
      version: String(serverVersion),
      architecture,
    };
  } catch (cause) {
    throw new LabOpenError(
      `The container lab could not be opened: ${explain(environment["DOCKER_HOST"])}`,
      { cause },
    );
  }
}

/** 170 packages and half a second, needed by this lab only: whoever installs sockspec adds it, or does not. */
async function importTestcontainers(): Promise<typeof import("testcontainers")> {
  try {
    return await import("testcontainers");
  } catch (cause) {
    throw new LabOpenError(
      "The container lab could not be opened: expected the npm package testcontainers beside sockspec, found none. " +
        `Install it: npm install --save-dev testcontainers@${testcontainersMajor}`,
      { cause },
    );
  }
}

function explain(host: string | undefined): string {
  const socket = host === undefined ? defaultSocket : /^unix:\/\/(.+)$/.exec(host)?.[1];
  if (socket === undefined) {
    return `expected a Docker Engine at DOCKER_HOST=${host}, found none that answers. Start it, or correct DOCKER_HOST.`;
  }
  switch (accessFailure(socket)) {
    case "ENOENT":
    case "ENOTDIR":
      return (
        `expected the socket of a Docker Engine at ${socket}, found none. Start one ` +
        `(sudo systemctl start docker${ofClone}), or name its socket: ` +
        "DOCKER_HOST=unix:///…"
      );
    case "EACCES":
    case "EPERM":
      return (
        `this user may not use the socket of the Docker Engine at ${socket}. ` +
        'Join its group: sudo usermod --append --groups docker "$USER", then log in again.'
      );
    default:
      return `nothing answers at ${socket}. Is the Docker Engine behind it running? sudo systemctl restart docker`;
  }
}

function accessFailure(path: string): string | null {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? null;
  }
}
