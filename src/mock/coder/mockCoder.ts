import { BrokerServer } from '../../broker/server.js';
import { NO_LOG } from '../noLog.js';
import { type MockAnswer, MockCoderFace } from './face.js';

/** Made up, in the form of Coder's own. */
const AGENT_TOKEN = '5ca1ab1e-0000-4000-8000-000000000000';

/** A server on loopback that programs under test take for the Coder of their workspace. */
export class MockCoder {
  private constructor(private readonly server: BrokerServer) {}

  static async start(answer: MockAnswer): Promise<MockCoder> {
    return new MockCoder(await BrokerServer.listen([new MockCoderFace(answer)], NO_LOG));
  }

  /** What a process finds in its environment. */
  get variables(): Readonly<Record<string, string>> {
    return { CODER_AGENT_URL: `${this.server.url}/`, CODER_AGENT_TOKEN: AGENT_TOKEN, CODER_AGENT_AUTH: 'token' };
  }

  stop(): void {
    this.server.close();
  }
}
