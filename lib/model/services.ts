// AWS services by the names under which they ask, as far as they are met in policies of registries and repositories and near them.
// A service that is not listed is unusual, not wrong.

const NAMES = [
  'acm apigateway appflow application-autoscaling apprunner appstream athena autoscaling backup batch bedrock',
  'bedrock-agentcore cloud9 cloudformation cloudfront cloudtrail codeartifact codebuild codecommit codedeploy codepipeline',
  'codestar-connections cognito-idp config databrew datasync dms ec2 ec2fleet ecr ecs ecs-tasks edgelambda eks eks-fargate',
  'eks-fargate-pods eks-nodegroup elasticbeanstalk elasticloadbalancing elasticmapreduce emr-containers emr-serverless events firehose',
  'fsx glue greengrass guardduty imagebuilder inspector inspector2 iot iotsitewise kinesis kinesisanalytics lambda lex lightsail logs',
  'm2 macie machinelearning mediaconvert medialive mgn monitoring omics opsworks organizations pipes pods.eks proton pullthroughcache.ecr',
  'quicksight ram rds redshift rekognition replication.ecr replicator.lambda resiliencehub robomaker s3 sagemaker scheduler',
  'secretsmanager securityhub securitylake servicecatalog serverlessrepo ses signer sns spotfleet sqs ssm sso states storagegateway',
  'support synthetics tasks.apprunner build.apprunner tagpolicies transcribe transfer trustedadvisor vmie vpc-flow-logs waf wellarchitected',
  'workspaces xray',
];

/** Such as `codebuild.amazonaws.com`. */
export const SERVICES: readonly string[] = NAMES.flatMap((names) => names.split(' ')).map((name) => `${name}.amazonaws.com`);
