export { describeJobStoreContract, type JobStoreSubject } from './describe-job-store-contract.js';
