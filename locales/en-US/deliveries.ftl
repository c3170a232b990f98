delivery-answer = Approve or deny
