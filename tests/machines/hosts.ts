/**
 * A lab of machines that are one: a network namespace for each host with an
 * sshd in it, a name of its own (UTS namespace) and a directory of its own, and
 * one namespace more for whoever asks them. The network of this machine is not
 * touched, and nothing outside of these namespaces can reach an sshd.
 */

import { findProgram, tiedCommand } from "../../lib/run/tied_command.ts";

const SSHD = "/usr/sbin/sshd";

/** Runs a program to its end; throws with what it says where it fails. */
function command(program: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args })
    .outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) {
    throw new Error(`${program} ${args.join(" ")}: ${text(stderr)}`);
  }
  return text(stdout);
}

const ip = (...args: string[]) => command("ip", ...args);

/** What keeps this machine from having such hosts; undefined if nothing does. */
export function hindrance(): string | undefined {
  for (const program of ["ip", "ssh", "parallel", "unshare", SSHD]) {
    try {
      findProgram(program);
    } catch {
      return `${program} is not installed (sh setup.sh --tests)`;
    }
  }
  const name = `uringlab-${Deno.pid}-try`;
  try {
    ip("netns", "add", name);
    ip("-n", name, "link", "add", "up", "type", "veth", "peer", "name", "down");
    return undefined;
  } catch (error) {
    return `no network namespaces: ${(error as Error).message}`;
  } finally {
    try {
      ip("netns", "del", name);
    } catch {
      // It could not be made.
    }
  }
}

/** One of the hosts: its namespace, its address and its sshd. */
class Host implements AsyncDisposable {
  readonly #space: string;
  #sshd: Deno.ChildProcess | undefined;

  constructor(
    readonly name: string,
    readonly address: string,
    private readonly room: string,
  ) {
    this.#space = `uringlab-${Deno.pid}-${name}`;
    ip("netns", "add", this.#space);
  }

  /** Ties it to the bridge of the namespace `middle`. */
  connect(middle: string): void {
    const [port, space] = [`to-${this.name}`, this.#space];
    // deno-fmt-ignore
    ip("-n", middle, "link", "add", port, "type", "veth",
      "peer", "name", "eth0", "netns", space);
    ip("-n", middle, "link", "set", port, "master", "bridge", "up");
    ip("-n", space, "address", "add", `${this.address}/24`, "dev", "eth0");
    ip("-n", space, "link", "set", "eth0", "up");
    ip("-n", space, "link", "set", "lo", "up");
  }

  /** Starts its sshd and waits until it listens. */
  async start(): Promise<void> {
    const { room, name } = this;
    const config = `${room}/${name}.sshd_config`;
    const log = `${room}/${name}.sshd.log`;
    Deno.writeTextFileSync(
      config,
      [
        `ListenAddress ${this.address}`,
        `HostKey ${room}/${name}.key`,
        `AuthorizedKeysFile ${room}/user.key.pub`,
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "UsePAM no",
        "StrictModes no",
        "PidFile none",
        "",
      ].join("\n"),
    );
    // sshd wants a directory in /run, which is this namespace's alone.
    const inside = "mount -t tmpfs none /run && mkdir -m 755 /run/sshd && " +
      'hostname "$1" && exec "$2" -D -E "$3" -f "$4"';
    this.#sshd = tiedCommand("ip", {
      // deno-fmt-ignore
      args: ["netns", "exec", this.#space, "unshare", "--uts", "--mount",
        "sh", "-c", inside, "sh", name, SSHD, log, config],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    for (let tries = 0; tries < 200; tries++) {
      try {
        if (/Server listening/.test(Deno.readTextFileSync(log))) return;
      } catch {
        // It has not begun yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the sshd of ${name} does not listen`);
  }

  /** Its processes: sshd, its sessions and what runs in them. */
  #pids(): number[] {
    return ip("netns", "pids", this.#space).split("\n").map(Number)
      .filter((pid) => pid > 0);
  }

  /** Ends all that runs on it, as when the power goes. */
  async kill(): Promise<void> {
    for (let pids = this.#pids(); pids.length > 0; pids = this.#pids()) {
      for (const pid of pids) {
        try {
          Deno.kill(pid, "SIGKILL");
        } catch {
          // It has just ended.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.#sshd?.status;
    this.#sshd = undefined;
    Deno.removeSync(`${this.room}/${this.name}.sshd.log`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#sshd) await this.kill();
    ip("netns", "del", this.#space);
  }
}

/** What a program in the namespace of the asker said. */
export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Hosts and who asks them. */
export class Lab implements AsyncDisposable {
  readonly #middle = `uringlab-${Deno.pid}-ask`;
  readonly #stack = new AsyncDisposableStack();
  readonly #hosts = new Map<string, Host>();

  private constructor(private readonly room: string) {}

  /** Makes hosts of these names, whose files are in the directory `room`. */
  static async of(names: readonly string[], room: string): Promise<Lab> {
    const lab = new Lab(room);
    try {
      await lab.#make(names);
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
    return lab;
  }

  async #make(names: readonly string[]): Promise<void> {
    const { room } = this;
    const key = (name: string) =>
      command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name);
    const middle = this.#middle;
    key(`${room}/user.key`);
    ip("netns", "add", middle);
    this.#stack.defer(() => void ip("netns", "del", middle));
    ip("-n", middle, "link", "add", "bridge", "type", "bridge");
    ip("-n", middle, "address", "add", "10.9.8.1/24", "dev", "bridge");
    ip("-n", middle, "link", "set", "bridge", "up");
    const known: string[] = [];
    const config: string[] = [];
    for (const [i, name] of names.entries()) {
      const host = this.#stack.use(new Host(name, `10.9.8.${i + 2}`, room));
      this.#hosts.set(name, host);
      host.connect(middle);
      key(`${room}/${name}.key`);
      const [type, text] = Deno.readTextFileSync(`${room}/${name}.key.pub`)
        .split(" ");
      known.push(`${host.address} ${type} ${text}\n`);
      config.push(`Host ${name}\n  HostName ${host.address}\n`);
    }
    Deno.writeTextFileSync(`${room}/known_hosts`, known.join(""));
    config.push(
      `Host *\n  User root\n  IdentityFile ${room}/user.key\n` +
        `  IdentitiesOnly yes\n  StrictHostKeyChecking yes\n` +
        `  UserKnownHostsFile ${room}/known_hosts\n`,
    );
    Deno.writeTextFileSync(this.sshConfig, config.join(""));
    await Promise.all([...this.#hosts.values()].map((host) => host.start()));
  }

  /** The file that tells ssh the hosts by their names. */
  get sshConfig(): string {
    return `${this.room}/ssh_config`;
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name);
    if (!host) throw new Error(`there is no host ${name}`);
    return host;
  }

  /** Ends all that runs on a host. */
  async kill(name: string): Promise<void> {
    await this.#host(name).kill();
  }

  /** Starts a host again that was killed. */
  async start(name: string): Promise<void> {
    await this.#host(name).start();
  }

  /** Starts a program where the hosts can be reached. */
  spawn(args: readonly string[], env: Record<string, string>) {
    return tiedCommand("ip", {
      args: ["netns", "exec", this.#middle, ...args],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
