// Services that run what they are given as a role that is passed to them, and the actions that it takes (H10).
import type { PathAction } from './indirect-actions.ts';

export interface RunningService {
  /** Whom the role has to trust. */
  readonly service: string;
  /** All of these, and one of `oneOf` where there are any. */
  readonly all: readonly PathAction[];
  readonly oneOf: readonly PathAction[];
}

export const RUNNING_SERVICES: readonly RunningService[] = [
  {
    service: 'lambda.amazonaws.com',
    all: ['lambda:CreateFunction'],
    oneOf: ['lambda:InvokeFunction', 'lambda:CreateEventSourceMapping', 'lambda:AddPermission'],
  },
  { service: 'ec2.amazonaws.com', all: ['ec2:RunInstances'], oneOf: [] },
  { service: 'ecs-tasks.amazonaws.com', all: ['ecs:RegisterTaskDefinition'], oneOf: ['ecs:RunTask', 'ecs:CreateService'] },
  { service: 'ecs-tasks.amazonaws.com', all: ['batch:RegisterJobDefinition', 'batch:SubmitJob'], oneOf: [] },
  { service: 'codebuild.amazonaws.com', all: ['codebuild:CreateProject', 'codebuild:StartBuild'], oneOf: [] },
  { service: 'cloudformation.amazonaws.com', all: ['cloudformation:CreateStack'], oneOf: [] },
  { service: 'cloudformation.amazonaws.com', all: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'], oneOf: [] },
  { service: 'glue.amazonaws.com', all: ['glue:CreateDevEndpoint'], oneOf: [] },
  { service: 'glue.amazonaws.com', all: ['glue:CreateJob'], oneOf: ['glue:StartJobRun', 'glue:CreateTrigger'] },
  { service: 'glue.amazonaws.com', all: ['glue:CreateSession', 'glue:RunStatement'], oneOf: [] },
  {
    service: 'sagemaker.amazonaws.com',
    all: ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
    oneOf: [],
  },
  { service: 'sagemaker.amazonaws.com', all: ['sagemaker:CreateTrainingJob'], oneOf: [] },
  { service: 'sagemaker.amazonaws.com', all: ['sagemaker:CreateProcessingJob'], oneOf: [] },
  { service: 'states.amazonaws.com', all: ['states:CreateStateMachine', 'states:StartExecution'], oneOf: [] },
  {
    service: 'datapipeline.amazonaws.com',
    all: ['datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition', 'datapipeline:ActivatePipeline'],
    oneOf: [],
  },
  { service: 'tasks.apprunner.amazonaws.com', all: ['apprunner:CreateService'], oneOf: [] },
  { service: 'scheduler.amazonaws.com', all: ['scheduler:CreateSchedule'], oneOf: [] },
  { service: 'ssm.amazonaws.com', all: ['ssm:StartAutomationExecution'], oneOf: [] },
  {
    service: 'bedrock-agentcore.amazonaws.com',
    all: [
      'bedrock-agentcore:CreateCodeInterpreter',
      'bedrock-agentcore:StartCodeInterpreterSession',
      'bedrock-agentcore:InvokeCodeInterpreter',
    ],
    oneOf: [],
  },
];
