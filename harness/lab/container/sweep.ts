import { removeContainer } from "./box.ts";
import type { Docker } from "./engine.ts";
import { imageLabel } from "./images/build.ts";
import { hasOwnerEnded, ownerLabel, runLabel } from "./owner.ts";

/** Names of the removed objects. */
export interface Swept {
  readonly containers: readonly string[];
  readonly images: readonly string[];
  /** Containers of runs that are still running, or that another machine started. */
  readonly spared: readonly string[];
}

export interface SweepOptions {
  /** Also those of runs that are still running. */
  readonly all: boolean;
  /** Also the images that were made here. */
  readonly images: boolean;
}

/**
 * Removes leftovers of killed runs. Most have gone already: a container of ours
 * ends when its harness does. The rest was interrupted between two calls, or ran as process 1.
 */
export async function sweep(docker: Docker, options: SweepOptions): Promise<Swept> {
  const containers = await docker.listContainers({ all: true, filters: { label: [runLabel] } });
  const named = containers.map(({ Id, Names, Labels }) => ({
    id: Id,
    name: Names[0]?.replace(/^\//, "") ?? Id.slice(0, 12),
    isLeft: options.all || hasOwnerEnded(Labels[ownerLabel] ?? "") === true,
  }));
  const left = named.filter(({ isLeft }) => isLeft);
  await Promise.all(left.map(({ id }) => removeContainer(docker, id)));
  return {
    containers: left.map(({ name }) => name),
    images: options.images ? await removeImages(docker) : [],
    spared: named.filter(({ isLeft }) => !isLeft).map(({ name }) => name),
  };
}

async function removeImages(docker: Docker): Promise<readonly string[]> {
  const images = await docker.listImages({ filters: { label: [imageLabel] } });
  const removed: string[] = [];
  // Newest first: an image can only be removed after those built on it.
  for (const { Id, RepoTags } of images.sort((a, b) => b.Created - a.Created)) {
    const gone = await docker
      .getImage(Id)
      .remove({ force: true })
      .then(
        () => true,
        () => false,
      );
    if (gone) {
      removed.push(RepoTags?.[0] ?? Id.slice(0, 19));
    }
  }
  return removed;
}
