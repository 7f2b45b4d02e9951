import { ratios, summary } from './statistics.mjs';

/** What was measured: numbers by measure and contender, one for each round. */
export class Results {
  #series = new Map();
  #commands = new Map();

  /** Adds the number of one round. */
  add(measure, contender, value) {
    const key = JSON.stringify([measure, contender]);
    this.#series.set(key, [...(this.#series.get(key) ?? []), value]);
  }

  /** The numbers of all rounds; undefined where nothing was measured. */
  series(measure, contender) {
    return this.#series.get(JSON.stringify([measure, contender]));
  }

  /** The median of the ratios between two contenders, round by round; undefined where one was not measured. */
  ratio(measure, contender, other) {
    const [one, two] = [contender, other].map((each) => this.series(measure, each));
    return one && two ? ratios(one, two).median : undefined;
  }

  setCommands(work, contender, { commands, inScripts }) {
    this.#commands.set(JSON.stringify([work, contender]), { commands, inScripts });
  }

  /** How many commands Redis ran for some work, those of scripts included. */
  commands(work, contender) {
    const found = this.commandList(work, contender);
    return found && found.commands.length + found.inScripts.length;
  }

  commandList(work, contender) {
    return this.#commands.get(JSON.stringify([work, contender]));
  }

  /** All numbers, for a file. */
  toJSON() {
    return {
      measured: entries(this.#series, (values) => ({ ...summary(values), values })),
      commands: entries(this.#commands, (value) => value),
    };
  }
}

function entries(map, describe) {
  return [...map].map(([key, value]) => {
    const [measure, contender] = JSON.parse(key);
    return { measure, contender, ...describe(value) };
  });
}
