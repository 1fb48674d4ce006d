export { describeClockContract, type ClockSubject } from './describe-clock-contract.js';
export { describeJobStoreContract, type JobStoreSubject } from './describe-job-store-contract.js';
