import { BaseCommand } from '../cli/base-command.ts';

export default class Version extends BaseCommand<typeof Version> {
  static override summary = 'Show the version of dlake and of what it runs on';
  static override examples = ['dlake version'];

  async run(): Promise<void> {
    const { version } = this.config;
    const facts = { version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    this.output.result(facts, () => `dlake ${version}\nnode ${facts.node}\n${facts.platform}`);
  }
}
