/** What batch systems tell their jobs: Slurm, PBS, LSF, Grid Engine, HTCondor, OAR, Flux. */
const JOB = [
  'SLURM_JOB_ID',
  'PBS_JOBID',
  'LSB_JOBID',
  '_CONDOR_SCRATCH_DIR',
  'OAR_JOB_ID',
  'FLUX_JOB_ID',
] as const;

/**
 * Whether this is a job of a batch system, which ends all that it started. Grid Engine calls its own JOB_ID, as
 * others may call anything: its task's number tells.
 */
export function isBatchJob(env: NodeJS.ProcessEnv): boolean {
  const isSet = (name: string) => env[name] !== undefined && env[name] !== '';
  return JOB.some(isSet) || (isSet('JOB_ID') && isSet('SGE_TASK_ID'));
}
