// The actions of IAM, STS and the services that run code by which access comes about indirectly (D13, H1-H11): 64, as many as a mask holds.
import type { Universe } from '../../policy/compile.ts';
import { maskOf } from '../../policy/logic/mask.ts';

const PATH_ACTIONS = [
  'iam:PutUserPolicy',
  'iam:AttachUserPolicy',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:PutGroupPolicy',
  'iam:AttachGroupPolicy',
  'iam:CreatePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:AddUserToGroup',
  'iam:RemoveUserFromGroup',
  'iam:DeleteUserPolicy',
  'iam:DetachUserPolicy',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:DeleteGroupPolicy',
  'iam:DetachGroupPolicy',
  'iam:DeleteUserPermissionsBoundary',
  'iam:PutUserPermissionsBoundary',
  'iam:DeleteRolePermissionsBoundary',
  'iam:PutRolePermissionsBoundary',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:UpdateLoginProfile',
  'iam:PassRole',
  'iam:CreateRole',
  'iam:CreateUser',
  'sts:AssumeRole',
  'lambda:CreateFunction',
  'lambda:InvokeFunction',
  'lambda:CreateEventSourceMapping',
  'lambda:AddPermission',
  'ec2:RunInstances',
  'ecs:RegisterTaskDefinition',
  'ecs:RunTask',
  'ecs:CreateService',
  'codebuild:CreateProject',
  'codebuild:StartBuild',
  'cloudformation:CreateStack',
  'cloudformation:CreateChangeSet',
  'cloudformation:ExecuteChangeSet',
  'glue:CreateDevEndpoint',
  'glue:CreateJob',
  'glue:StartJobRun',
  'glue:CreateTrigger',
  'glue:CreateSession',
  'glue:RunStatement',
  'sagemaker:CreateNotebookInstance',
  'sagemaker:CreatePresignedNotebookInstanceUrl',
  'sagemaker:CreateTrainingJob',
  'sagemaker:CreateProcessingJob',
  'states:CreateStateMachine',
  'states:StartExecution',
  'datapipeline:CreatePipeline',
  'datapipeline:PutPipelineDefinition',
  'datapipeline:ActivatePipeline',
  'batch:RegisterJobDefinition',
  'batch:SubmitJob',
  'apprunner:CreateService',
  'scheduler:CreateSchedule',
  'ssm:StartAutomationExecution',
  'bedrock-agentcore:CreateCodeInterpreter',
  'bedrock-agentcore:StartCodeInterpreterSession',
  'bedrock-agentcore:InvokeCodeInterpreter',
] as const;

export type PathAction = (typeof PATH_ACTIONS)[number];

/** Bits of every mask in this folder. */
export const PATH_UNIVERSE: Universe = PATH_ACTIONS.map((action) => action.toLowerCase());

const BITS: ReadonlyMap<string, number> = new Map(PATH_ACTIONS.map((action, bit) => [action, bit]));

/** The bit of an action in the masks of this folder. */
export function pathBit(action: PathAction): number {
  return BITS.get(action) ?? 0;
}

export const EVERY_PATH_ACTION = maskOf(PATH_ACTIONS.keys());
